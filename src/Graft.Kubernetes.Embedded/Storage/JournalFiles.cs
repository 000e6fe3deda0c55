using System.Buffers;
using System.Globalization;
using Graft.Kubernetes.Embedded.Security;
using Microsoft.Win32.SafeHandles;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// The files of a journal: <c>state-N.journal</c>, each a whole state followed by the changes after it. The highest N
/// counts; a new one is made beside it under another name and takes its place only when it is on disk.
/// </summary>
internal sealed class JournalFiles(string directory)
{
    private const string Suffix = ".journal";
    private long _number;
    private bool _isSettled = true;

    /// <summary>Reads the state, and opens the file for more changes, cut off behind the last whole record.</summary>
    /// <exception cref="JournalDamagedException">What was once on disk can no longer be read.</exception>
    public (RestoredState State, JournalFile File) Open()
    {
        PrivateFile.CreateDirectory(directory);
        foreach (var path in Directory.EnumerateFiles(directory, "*.tmp"))
        {
            File.Delete(path);
        }
        var numbers = Numbers().ToList();
        if (numbers.Count == 0)
        {
            var begun = Begin(StoreSnapshot.Empty);
            Adopt();
            Settle();
            return (RestoredState.Empty, begun);
        }
        _number = numbers.Max();
        var (state, stateLength, length) = Read(PathOf(_number));
        var file = File.OpenHandle(PathOf(_number), FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, length);
        RandomAccess.FlushToDisk(file);
        // A rename before the end of the last process may not have reached the disk yet.
        _isSettled = false;
        Settle();
        return (state, new JournalFile(file, stateLength, length));
    }

    /// <summary>Writes a whole state to the file that is to come next; it counts when it is adopted.</summary>
    public JournalFile Begin(StoreSnapshot state)
    {
        var handle = File.OpenHandle(NextPath, FileMode.Create, FileAccess.ReadWrite);
        try
        {
            var length = WriteState(handle, state);
            RandomAccess.FlushToDisk(handle);
            return new JournalFile(handle, length, length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The file that was begun is the journal from here on; safely so only after <see cref="Settle"/>.</summary>
    public void Adopt()
    {
        File.Move(NextPath, PathOf(_number + 1), overwrite: true);
        _number++;
        _isSettled = false;
    }

    /// <summary>Makes the last adoption survive a power failure, and removes the files before it.</summary>
    public void Settle()
    {
        if (_isSettled)
        {
            return;
        }
        DirectorySync.Flush(directory);
        foreach (var number in Numbers().Where(number => number != _number).ToList())
        {
            File.Delete(PathOf(number));
        }
        _isSettled = true;
    }

    /// <summary>Removes a file that was begun and is not to be. One that cannot be removed is overwritten next time.</summary>
    public void Discard()
    {
        try
        {
            File.Delete(NextPath);
        }
        catch (IOException)
        {
            // It does not count under that name, and goes at the next start at the latest.
        }
    }

    private string NextPath => PathOf(_number + 1) + ".tmp";

    private static long WriteState(SafeFileHandle file, StoreSnapshot state)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        var offset = 0L;
        foreach (var value in state.All())
        {
            JournalRecord.Of(value).WriteTo(buffer);
            if (buffer.WrittenCount > 1 << 20)
            {
                offset = Flush(file, buffer, offset);
            }
        }
        JournalRecord.EndOfSnapshot(state.ResourceVersion).WriteTo(buffer);
        return Flush(file, buffer, offset);
    }

    private static long Flush(SafeFileHandle file, ArrayBufferWriter<byte> buffer, long offset)
    {
        RandomAccess.Write(file, buffer.WrittenSpan, offset);
        offset += buffer.WrittenCount;
        buffer.ResetWrittenCount();
        return offset;
    }

    /// <summary>
    /// What is broken at the end is a batch that was never confirmed. But a batch begins only when the one before it is on
    /// disk: where one follows, or within the state, broken bytes are damage.
    /// </summary>
    private static (RestoredState State, long StateLength, long Length) Read(string path)
    {
        ReadOnlyMemory<byte> content = File.ReadAllBytes(path);
        var rest = content;
        var stateLength = 0L;
        var replay = new JournalReplay();
        while (JournalRecord.TryRead(ref rest, out var record))
        {
            replay.Apply(record);
            if (record.Type == JournalRecordType.EndOfSnapshot)
            {
                stateLength = content.Length - rest.Length;
            }
        }
        var end = content.Length - rest.Length;
        if (!replay.HasState)
        {
            throw new JournalDamagedException(path, end, "the state that the file begins with is incomplete");
        }
        if (JournalRecord.FindBatch(rest) is >= 0 and var later)
        {
            var at = (end + later).ToString(CultureInfo.InvariantCulture);
            throw new JournalDamagedException(path, end, $"the changes from byte {at} on are whole again");
        }
        return (replay.ToState(), stateLength, end);
    }

    private IEnumerable<long> Numbers() =>
        Directory
            .EnumerateFiles(directory, "state-*" + Suffix)
            .Select(path => Path.GetFileNameWithoutExtension(path)["state-".Length..])
            .Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(number => number >= 0);

    private string PathOf(long number) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"state-{number:D8}{Suffix}"));
}
