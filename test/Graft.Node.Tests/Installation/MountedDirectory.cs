using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Graft.Node.Tests.Installation;

/// <summary>A small file system in memory, mounted over a directory of a node with the files that the directory had.</summary>
internal sealed partial class MountedDirectory : IDisposable
{
    private const ulong ReadOnly = 1;
    private const ulong Remount = 32;
    private const int Detach = 2;

    private readonly string _path;
    private int _fillers;

    public MountedDirectory(string path)
    {
        _path = path;
        var before = Directory.Exists(path) ? Directory.GetFiles(path).ToDictionary(file => file, Read) : [];
        Directory.CreateDirectory(path);
        if (mount("graft-test", path, "tmpfs", 0, "size=256k,nr_inodes=64,mode=755") != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            Assert.SkipWhen(error is 1 or 13, "only root may mount file systems");
            throw new Win32Exception(error, path);
        }
        foreach (var (file, (mode, content)) in before)
        {
            File.WriteAllBytes(file, content);
            File.SetUnixFileMode(file, mode);
        }
    }

    public bool IsReadOnly
    {
        set
        {
            if (mount("graft-test", _path, "tmpfs", Remount | (value ? ReadOnly : 0), "") != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError(), _path);
            }
        }
    }

    /// <summary>Leaves room for so many more files, or for so many more blocks of 4 KiB, and no more.</summary>
    public void Fill(bool withFiles, int left)
    {
        try
        {
            while (true)
            {
                File.WriteAllBytes(Filler(_fillers), withFiles ? [] : new byte[4096]);
                _fillers++;
            }
        }
        catch (IOException)
        {
            File.Delete(Filler(_fillers));
        }
        for (var i = 0; i < left; i++)
        {
            File.Delete(Filler(--_fillers));
        }
    }

    public void Empty()
    {
        while (_fillers > 0)
        {
            File.Delete(Filler(--_fillers));
        }
    }

    public void Dispose() => umount2(_path, Detach);

    private string Filler(int number) =>
        Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"filler-{number}"));

    private static (UnixFileMode, byte[]) Read(string file) => (File.GetUnixFileMode(file), File.ReadAllBytes(file));

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
