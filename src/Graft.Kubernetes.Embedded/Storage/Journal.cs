using System.Buffers;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// Keeps a store's changes on disk. One writer takes whatever has gathered, writes it with one call and one fsync, and
/// then tells those who wait; so a burst of writes costs few syncs and no write is answered before it is safe.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    private readonly JournalFiles _files;
    private readonly long _compactAt;
    private readonly Channel<StoreEvent> _pending = Channel.CreateUnbounded<StoreEvent>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Lock _lock = new();
    private SafeFileHandle _file;
    private long _length;
    private long _stateLength;
    private long _durable;
    private TaskCompletionSource _advanced = NewSignal();
    private Exception? _failure;
    private Task _writing = Task.CompletedTask;

    /// <param name="directory">Where the files lie; made when missing.</param>
    /// <param name="compactAt">How many bytes of changes may gather behind a state before a new file is begun.</param>
    public Journal(string directory, long compactAt)
    {
        _files = new JournalFiles(directory);
        _compactAt = compactAt;
        (Restored, _file, _length) = _files.Open();
        _stateLength = _length;
        _durable = Restored.ResourceVersion;
    }

    /// <summary>The state that was on disk.</summary>
    public StoreSnapshot Restored { get; }

    /// <param name="current">The state to begin a new file with.</param>
    /// <param name="publish">Told of every change once it is on disk, in order.</param>
    public void Start(Func<StoreSnapshot> current, Action<StoreEvent> publish) =>
        _writing = Task.Run(() => WriteAsync(current, publish));

    public void Append(StoreEvent change)
    {
        if (!_pending.Writer.TryWrite(change))
        {
            throw new ObjectDisposedException(nameof(Journal), "the store is closed");
        }
    }

    public async ValueTask WhenDurableAsync(long resourceVersion, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task advanced;
            lock (_lock)
            {
                if (_failure is not null)
                {
                    throw new IOException("the journal cannot be written", _failure);
                }
                if (_durable >= resourceVersion)
                {
                    return;
                }
                advanced = _advanced.Task;
            }
            await advanced.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _writing;
        _file.Dispose();
    }

    private async Task WriteAsync(Func<StoreSnapshot> current, Action<StoreEvent> publish)
    {
        var batch = new List<StoreEvent>();
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        try
        {
            while (await _pending.Reader.WaitToReadAsync())
            {
                while (batch.Count < 4096 && _pending.Reader.TryRead(out var change))
                {
                    batch.Add(change);
                    JournalRecord.Of(change).WriteTo(buffer);
                }
                RandomAccess.Write(_file, buffer.WrittenSpan, _length);
                RandomAccess.FlushToDisk(_file);
                _length += buffer.WrittenCount;
                Advance(batch, publish);
                batch.Clear();
                buffer.ResetWrittenCount();
                CompactIfLarge(current);
            }
        }
        catch (Exception exception)
        {
            // A full or failing disk: from here on every write is refused, since none could be kept.
            Fail(exception);
        }
    }

    private void CompactIfLarge(Func<StoreSnapshot> current)
    {
        if (_length - _stateLength < Math.Max(_compactAt, _stateLength))
        {
            return;
        }
        var (file, length) = _files.Begin(current());
        _file.Dispose();
        (_file, _length, _stateLength) = (file, length, length);
    }

    private void Advance(List<StoreEvent> batch, Action<StoreEvent> publish)
    {
        foreach (var change in batch)
        {
            publish(change);
        }
        Signal(() => _durable = batch[^1].ResourceVersion);
    }

    private void Fail(Exception exception)
    {
        _pending.Writer.TryComplete(exception);
        Signal(() => _failure = exception);
    }

    private void Signal(Action change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            change();
            signal = _advanced;
            _advanced = NewSignal();
        }
        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
