using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// Keeps a store's changes on disk. One writer takes whatever has gathered, writes it with one call and one fsync, and
/// then tells those who wait; so a burst of writes costs few syncs and no write is answered before it is safe. While the
/// disk is full or failing, writes are refused and what has gathered is tried again.
/// </summary>
internal sealed partial class Journal : IAsyncDisposable
{
    /// <summary>How many bytes of changes are written at once at most, give or take one change.</summary>
    private const int BatchLimit = 4 << 20;

    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private readonly JournalFiles _files;
    private readonly long _compactAt;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<JournalEntry> _pending = Channel.CreateUnbounded<JournalEntry>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly CancellationTokenSource _closing = new();
    private readonly DurableVersion _durable;
    private JournalFile _file;
    private JournalCompaction? _compaction;
    private long _compactFrom;
    private Task _writing = Task.CompletedTask;

    /// <param name="directory">Where the files lie; made when missing.</param>
    /// <param name="compactAt">How many bytes of changes may gather behind a state before a new file is begun.</param>
    /// <param name="time">What pauses are measured by.</param>
    /// <param name="logger">Told when the disk fails, and when it recovers.</param>
    /// <exception cref="JournalDamagedException">What was once on disk can no longer be read.</exception>
    public Journal(string directory, long compactAt, TimeProvider time, ILogger logger)
    {
        _files = new JournalFiles(directory);
        _compactAt = compactAt;
        _time = time;
        _logger = logger;
        (Restored, _file) = _files.Open();
        _durable = new DurableVersion(Restored.State.ResourceVersion);
    }

    /// <summary>What was on disk.</summary>
    public RestoredState Restored { get; private set; }

    /// <param name="publish">Told of every batch of changes once it is on disk, in order.</param>
    public void Start(Action<IReadOnlyList<JournalEntry>> publish)
    {
        Restored = RestoredState.Empty;
        _writing = Task.Run(() => WriteAsync(publish));
    }

    /// <exception cref="IOException">At present nothing can be written.</exception>
    public void ThrowIfRefusing() => _durable.ThrowIfRefusing();

    public void Append(JournalEntry entry)
    {
        if (!_pending.Writer.TryWrite(entry))
        {
            throw new ObjectDisposedException(nameof(Journal), "the store is closed");
        }
    }

    /// <exception cref="IOException">The version could not be written yet. It may still come to be on disk.</exception>
    public ValueTask WhenDurableAsync(long resourceVersion, CancellationToken cancellationToken) =>
        _durable.WhenReachedAsync(resourceVersion, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _closing.CancelAsync();
        await _writing;
        _file.Dispose();
        _closing.Dispose();
    }

    private async Task WriteAsync(Action<IReadOnlyList<JournalEntry>> publish)
    {
        var batch = new List<JournalEntry>();
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        try
        {
            while (await WaitForChangesAsync())
            {
                Gather(batch, buffer);
                await AppendAsync(buffer.WrittenMemory);
                publish(batch);
                _durable.Advance(batch[^1].Change.ResourceVersion);
                CompactIfLarge(batch[^1].State);
                batch.Clear();
                buffer.ResetWrittenCount();
            }
        }
        catch (Exception exception)
        {
            // Closed while the disk failed, or a fault of our own: from here on nothing can be kept.
            _pending.Writer.TryComplete(exception);
            _durable.Refuse(exception);
        }
        await FinishCompactionAsync();
    }

    /// <summary>False when there will be no more. A new file that is done meanwhile is taken into use.</summary>
    private async Task<bool> WaitForChangesAsync()
    {
        var changes = _pending.Reader.WaitToReadAsync().AsTask();
        if (_compaction is { } compaction)
        {
            await Task.WhenAny(compaction.Writing, changes);
            if (compaction.Writing.IsCompleted)
            {
                await FinishCompactionAsync();
            }
        }
        return await changes;
    }

    private void Gather(List<JournalEntry> batch, ArrayBufferWriter<byte> buffer)
    {
        while (buffer.WrittenCount < BatchLimit && _pending.Reader.TryRead(out var entry))
        {
            var record = JournalRecord.Of(entry.Change) with { StartsBatch = batch.Count == 0 };
            record.WriteTo(buffer);
            batch.Add(entry);
        }
    }

    /// <summary>
    /// Appends until it succeeds. A sync that failed may have dropped what was written, so the bytes are written anew; all
    /// before them was synced with success.
    /// </summary>
    private async Task AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _files.Settle();
                _file.Append(bytes.Span);
                if (attempt > 0)
                {
                    Log.Recovered(_logger);
                }
                return;
            }
            catch (Exception exception) when (IsDiskFault(exception))
            {
                if (attempt == 0)
                {
                    Log.Refusing(_logger, exception);
                }
                _durable.Refuse(exception);
                CutOff();
                await Task.Delay(RetryEvery, _time, _closing.Token);
            }
        }
    }

    // .NET reports a file that may not grow any more (EFBIG) as an argument that is out of range.
    private static bool IsDiskFault(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    private void CutOff()
    {
        try
        {
            _file.CutOff();
        }
        catch (IOException)
        {
            // The bytes are overwritten by the next attempt, and do not count until then.
        }
    }
}
