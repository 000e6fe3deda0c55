using System.Globalization;
using System.Text;

namespace Graft.Node.Tests.Tracing;

/// <summary>A system call that changes, or is about to change, something at a path.</summary>
/// <param name="Name">As in the manual.</param>
/// <param name="Path">The first path it names, or that of its descriptor.</param>
internal sealed record MutatingCall(string Name, string Path)
{
    private const ulong Writes = 0x1 | 0x2 | 0x40 | 0x200;

    /// <summary>Numbers of x86-64: name, and which argument has the path (or descriptor).</summary>
    private static readonly Dictionary<long, (string Name, int Path, bool IsDescriptor)> Calls = new()
    {
        [1] = ("write", 0, true),
        [2] = ("open", 0, false),
        [18] = ("pwrite64", 0, true),
        [20] = ("writev", 0, true),
        [73] = ("flock", 0, true),
        [74] = ("fsync", 0, true),
        [75] = ("fdatasync", 0, true),
        [76] = ("truncate", 0, false),
        [77] = ("ftruncate", 0, true),
        [82] = ("rename", 0, false),
        [83] = ("mkdir", 0, false),
        [84] = ("rmdir", 0, false),
        [85] = ("creat", 0, false),
        [86] = ("link", 1, false),
        [87] = ("unlink", 0, false),
        [88] = ("symlink", 1, false),
        [90] = ("chmod", 0, false),
        [91] = ("fchmod", 0, true),
        [92] = ("chown", 0, false),
        [93] = ("fchown", 0, true),
        [94] = ("lchown", 0, false),
        [257] = ("openat", 1, false),
        [258] = ("mkdirat", 1, false),
        [260] = ("fchownat", 1, false),
        [263] = ("unlinkat", 1, false),
        [264] = ("renameat", 1, false),
        [265] = ("linkat", 3, false),
        [266] = ("symlinkat", 2, false),
        [268] = ("fchmodat", 1, false),
        [285] = ("fallocate", 0, true),
        [296] = ("pwritev", 0, true),
        [316] = ("renameat2", 1, false),
        [326] = ("copy_file_range", 2, true),
        [452] = ("fchmodat2", 1, false),
    };

    /// <summary>Null where the call changes no file.</summary>
    public static MutatingCall? Read(int thread, long number, ulong[] arguments)
    {
        if (!Calls.TryGetValue(number, out var call))
        {
            return null;
        }
        var flags = number switch
        {
            2 => arguments[1],
            257 => arguments[2],
            _ => Writes,
        };
        if ((flags & Writes) == 0)
        {
            return null;
        }
        var path = call.IsDescriptor
            ? new FileInfo(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{thread}/fd/{(int)arguments[call.Path]}")
            ).LinkTarget
            : ReadText(thread, arguments[call.Path]);
        return path is null ? null : new MutatingCall(call.Name, path);
    }

    private static string ReadText(int thread, ulong address)
    {
        using var memory = File.OpenRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{thread}/mem"));
        memory.Position = (long)address;
        var text = new List<byte>();
        // Byte by byte, as what is behind the end of the text may not be there.
        for (var next = memory.ReadByte(); next > 0; next = memory.ReadByte())
        {
            text.Add((byte)next);
        }
        return Encoding.UTF8.GetString([.. text]);
    }
}
