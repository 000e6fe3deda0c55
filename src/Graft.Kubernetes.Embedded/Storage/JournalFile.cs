using Microsoft.Win32.SafeHandles;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>An open file of a journal: a state, and changes that are appended to it.</summary>
/// <param name="handle">The file, which becomes this object's.</param>
/// <param name="stateLength">How many bytes the state takes.</param>
/// <param name="length">How many bytes the state and the changes take that are on disk.</param>
internal sealed class JournalFile(SafeFileHandle handle, long stateLength, long length) : IDisposable
{
    /// <summary>How many bytes of it count.</summary>
    public long Length { get; private set; } = length;

    public long StateLength => stateLength;

    /// <summary>Writes bytes behind the ones that count; they count when they are on disk, and otherwise can be tried again.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle, bytes, Length);
        RandomAccess.FlushToDisk(handle);
        Length += bytes.Length;
    }

    /// <summary>Takes what a failed append has left.</summary>
    public void CutOff() => RandomAccess.SetLength(handle, Length);

    /// <summary>Appends what another file has from an offset on, and says where that ended.</summary>
    public long AppendFrom(JournalFile other, long offset)
    {
        var buffer = new byte[1 << 16];
        var end = other.Length;
        while (offset < end)
        {
            var wanted = (int)Math.Min(buffer.Length, end - offset);
            var read = RandomAccess.Read(other.Handle, buffer.AsSpan(0, wanted), offset);
            if (read == 0)
            {
                throw new EndOfStreamException("a journal file is shorter than what was written to it");
            }
            RandomAccess.Write(handle, buffer.AsSpan(0, read), Length);
            Length += read;
            offset += read;
        }
        RandomAccess.FlushToDisk(handle);
        return end;
    }

    public void Dispose() => handle.Dispose();

    private SafeFileHandle Handle => handle;
}
