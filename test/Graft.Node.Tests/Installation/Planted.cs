using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Graft.Node.Tests.Installation;

/// <summary>Puts things where the installer does not expect them, and tells whether anything has changed.</summary>
internal static partial class Planted
{
    /// <summary>What a link leads to, or a hard link shares: beside the node's root, seen from here; nothing for the node.</summary>
    public const string Victim = "root:x:0:0::/root:/bin/sh\n";

    public static void Put(TestNode node, string path, string kind)
    {
        var local = node[path];
        Directory.CreateDirectory(Path.GetDirectoryName(local)!);
        File.Delete(local);
        File.WriteAllText(node.Outside, Victim);
        switch (kind)
        {
            case "link out":
                File.CreateSymbolicLink(local, node.Outside);
                break;
            case "relative link out":
                File.CreateSymbolicLink(local, $"../../../../../../..{node.Outside}");
                break;
            case "directory link out":
                Directory.CreateDirectory(node.Outside + ".d");
                File.CreateSymbolicLink(local, node.Outside + ".d");
                break;
            case "dangling link":
                File.CreateSymbolicLink(local, "/nowhere/at/all");
                break;
            case "loop":
                File.CreateSymbolicLink(local, Path.GetFileName(local));
                break;
            case "hard link":
                Check(link(node.Outside, local));
                break;
            case "directory":
                Directory.CreateDirectory(local);
                File.WriteAllText(Path.Combine(local, "kept"), "kept");
                break;
            case "file":
                File.WriteAllText(local, "somebody's");
                break;
            case "pipe":
                Make(local, 0x1000);
                break;
            case "socket":
                Make(local, 0xc000);
                break;
            case "device":
                // Like /dev/tty, which would wait for an end of input that never comes.
                Make(local, 0x2000, 5 << 8);
                break;
            default:
                throw new ArgumentException(kind, nameof(kind));
        }
    }

    /// <summary>Every path below a directory with kind, mode, owner's mark and content; times do not count.</summary>
    public static SortedDictionary<string, string> Tree(string directory, Func<string, bool> counts)
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", all))
        {
            if (counts(entry.FullName))
            {
                var isPlain = Hosts.IsPlainFile(entry.FullName);
                var content = isPlain ? Encoding.Latin1.GetString(File.ReadAllBytes(entry.FullName)) : entry.LinkTarget;
                tree[entry.FullName] = $"{entry.Attributes & FileAttributes.Directory} {entry.UnixFileMode} {content}";
            }
        }
        return tree;
    }

    private static void Make(string path, uint type, ulong device = 0)
    {
        if (mknod(path, type | 0x1b6, device) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            // EPERM: not everybody may make devices.
            Assert.SkipWhen(error == 1, $"this user may not make {path}");
            throw new Win32Exception(error, path);
        }
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mknod(string path, uint mode, ulong device);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);

    private static class Hosts
    {
        public static bool IsPlainFile(string path) =>
            Graft.Node.Hosts.LibC.Stat(path, follow: false) is { Kind: Graft.Node.Hosts.HostEntryKind.File };
    }
}
