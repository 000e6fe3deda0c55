using System.Buffers;
using System.Globalization;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Security;
using Microsoft.Win32.SafeHandles;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// The files of a journal: <c>state-N.journal</c>, each a whole state followed by the changes after it. The highest N
/// with a complete state counts; a new one is made beside it and takes its place only when it is on disk.
/// </summary>
internal sealed class JournalFiles(string directory)
{
    private const string Suffix = ".journal";
    private long _number;

    /// <summary>Reads the state, and opens the file for more changes, cut off behind the last whole record.</summary>
    public (StoreSnapshot State, SafeFileHandle File, long Length) Open()
    {
        PrivateFile.CreateDirectory(directory);
        foreach (var path in Directory.EnumerateFiles(directory, "*.tmp"))
        {
            File.Delete(path);
        }
        foreach (var number in Numbers().OrderDescending())
        {
            if (Read(PathOf(number)) is { } found)
            {
                _number = number;
                RemoveOthers();
                var file = File.OpenHandle(PathOf(number), FileMode.Open, FileAccess.ReadWrite);
                RandomAccess.SetLength(file, found.Length);
                RandomAccess.FlushToDisk(file);
                return (found.State, file, found.Length);
            }
        }
        var (fresh, length) = Begin(StoreSnapshot.Empty);
        return (StoreSnapshot.Empty, fresh, length);
    }

    /// <summary>Starts the next file with a whole state, and removes the ones before it.</summary>
    public (SafeFileHandle File, long Length) Begin(StoreSnapshot state)
    {
        _number++;
        var temporary = PathOf(_number) + ".tmp";
        var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite);
        var length = WriteState(file, state);
        RandomAccess.FlushToDisk(file);
        File.Move(temporary, PathOf(_number), overwrite: true);
        DirectorySync.Flush(directory);
        RemoveOthers();
        return (file, length);
    }

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
        new JournalRecord(
            JournalRecordType.EndOfSnapshot,
            state.ResourceVersion,
            new GroupResource("", ""),
            "",
            "",
            default
        ).WriteTo(buffer);
        return Flush(file, buffer, offset);
    }

    private static long Flush(SafeFileHandle file, ArrayBufferWriter<byte> buffer, long offset)
    {
        RandomAccess.Write(file, buffer.WrittenSpan, offset);
        offset += buffer.WrittenCount;
        buffer.ResetWrittenCount();
        return offset;
    }

    private static (StoreSnapshot State, long Length)? Read(string path)
    {
        ReadOnlyMemory<byte> content = File.ReadAllBytes(path);
        var rest = content;
        var state = StoreSnapshot.Empty;
        var complete = false;
        var begun = 0L;
        while (JournalRecord.TryRead(ref rest, out var record))
        {
            // A state may hold changes that were still on their way to the file before; they follow it once more.
            if (!complete || record.ResourceVersion > begun)
            {
                state = record.ApplyTo(state);
            }
            if (record.Type == JournalRecordType.EndOfSnapshot)
            {
                (complete, begun) = (true, record.ResourceVersion);
            }
        }
        return complete ? (state, content.Length - rest.Length) : null;
    }

    private void RemoveOthers()
    {
        foreach (var number in Numbers().Where(number => number != _number).ToList())
        {
            File.Delete(PathOf(number));
        }
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
