using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Graft.Node.Hosts;

/// <summary>The few system calls that .NET does not offer as they are needed here.</summary>
internal static partial class LibC
{
    public const int OpenCloseOnExec = 0x80000;

    public const int LockExclusiveNow = 2 | 4;

    public const int NewMountNamespace = 0x00020000;
    public const int NewUtsNamespace = 0x04000000;
    public const int NewIpcNamespace = 0x08000000;
    public const int NewNetNamespace = 0x40000000;
    public const int OwnFileSystemAttributes = 0x00000200;

    // The only flags here whose numbers depend on the processor.
    private static readonly bool IsArm =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
    private static readonly int OpenDirectory = IsArm ? 0x4000 : 0x10000;
    private static readonly int OpenNoFollow = IsArm ? 0x8000 : 0x20000;

    private const int NoSuchEntry = 2;
    private const int NotADirectory = 20;
    private const int WouldBlock = 11;
    private const int InvalidArgument = 22;
    private const int NoSuchCall = 38;
    private const int MayWrite = 2;
    private const uint RenameExchange = 2;
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7ff;

    /// <summary>Null where the path does not exist.</summary>
    public static HostEntry? Stat(string path, bool follow)
    {
        Span<byte> stat = stackalloc byte[256];
        if (statx(CurrentDirectory, path, follow ? 0 : NoFollow, BasicStats, stat) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoSuchEntry or NotADirectory ? null : throw Failure("stat", path, error);
        }
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(stat[28..]);
        return new HostEntry
        {
            Kind = (mode & 0xf000) switch
            {
                0x8000 => HostEntryKind.File,
                0x4000 => HostEntryKind.Directory,
                0xa000 => HostEntryKind.Link,
                _ => HostEntryKind.Other,
            },
            Size = BinaryPrimitives.ReadInt64LittleEndian(stat[40..]),
            Mode = (UnixFileMode)(mode & 0xfff),
            Owner = new(
                BinaryPrimitives.ReadUInt32LittleEndian(stat[20..]),
                BinaryPrimitives.ReadUInt32LittleEndian(stat[24..])
            ),
            Identity = new(
                BinaryPrimitives.ReadUInt32LittleEndian(stat[136..]),
                BinaryPrimitives.ReadUInt32LittleEndian(stat[140..]),
                BinaryPrimitives.ReadUInt64LittleEndian(stat[32..])
            ),
            Stamps = (ReadTime(stat[112..]), ReadTime(stat[96..])),
        };
    }

    public static HostSpace Space(string path)
    {
        Span<byte> stat = stackalloc byte[256];
        if (statvfs(path, stat) != 0)
        {
            throw Failure("statvfs", path, Marshal.GetLastPInvokeError());
        }
        var blockSize = BinaryPrimitives.ReadInt64LittleEndian(stat[8..]);
        var available = BinaryPrimitives.ReadInt64LittleEndian(stat[32..]);
        var flags = BinaryPrimitives.ReadInt64LittleEndian(stat[72..]);
        var device = Stat(path, follow: true)?.Identity ?? default;
        return new HostSpace(
            blockSize * available,
            (flags & 1) != 0,
            (flags & 8) != 0,
            access(path, MayWrite) == 0,
            (device.DeviceMajor, device.DeviceMinor)
        );
    }

    /// <summary>Two entries of one file system change places in one step. False where the file system cannot do that.</summary>
    public static bool TryExchange(string one, string other)
    {
        if (renameat2(CurrentDirectory, one, CurrentDirectory, other, RenameExchange) == 0)
        {
            return true;
        }
        var error = Marshal.GetLastPInvokeError();
        return error is InvalidArgument or NoSuchCall ? false : throw Failure("rename", $"{one} <-> {other}", error);
    }

    public static void Rename(string from, string to) => Check(rename(from, to), "rename", $"{from} -> {to}");

    public static void ChangeOwner(SafeFileHandle file, HostOwner owner, string path) =>
        Check(fchown(file, owner.User, owner.Group), "chown", path);

    public static SafeFileHandle OpenDirectoryAt(string path, int flags)
    {
        var handle = open(path, flags | OpenDirectory | OpenCloseOnExec, 0);
        return handle.IsInvalid ? throw Failure("open", path, Marshal.GetLastPInvokeError()) : handle;
    }

    public static void Sync(SafeFileHandle file, string path) => Check(fsync(file), "fsync", path);

    /// <summary>
    /// Opens a file to lock it, made where missing; never through a link, and without waiting for whatever else is there.
    /// .NET's own way of opening would lock it already.
    /// </summary>
    public static SafeFileHandle OpenLockFile(string path)
    {
        const int ReadWrite = 2;
        const int Create = 0x40;
        const int NoTerminal = 0x100;
        const int NoWait = 0x800;
        const int OwnerReadWrite = 0x180;
        var handle = open(
            path,
            ReadWrite | Create | NoTerminal | NoWait | OpenNoFollow | OpenCloseOnExec,
            OwnerReadWrite
        );
        return handle.IsInvalid ? throw Failure("open", path, Marshal.GetLastPInvokeError()) : handle;
    }

    /// <summary>False where another process has the lock.</summary>
    public static bool TryLock(SafeFileHandle file, string path)
    {
        if (flock(file, LockExclusiveNow) == 0)
        {
            return true;
        }
        var error = Marshal.GetLastPInvokeError();
        return error == WouldBlock ? false : throw Failure("flock", path, error);
    }

    public static HostOwner OwnOwner() => new(geteuid(), getegid());

    public static void Unshare(int flags) => Check(unshare(flags), "unshare", "");

    public static void EnterNamespace(SafeFileHandle handle, int kind, string path) =>
        Check(setns(handle, kind), "setns", path);

    private static long ReadTime(ReadOnlySpan<byte> time) =>
        (BinaryPrimitives.ReadInt64LittleEndian(time) * 1_000_000_000)
        + BinaryPrimitives.ReadUInt32LittleEndian(time[8..]);

    private static void Check(int result, string call, string path)
    {
        if (result != 0)
        {
            throw Failure(call, path, Marshal.GetLastPInvokeError());
        }
    }

    private static IOException Failure(string call, string path, int error) =>
        new($"{call} {path}: {new Win32Exception(error).Message}");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, Span<byte> buffer);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statvfs(string path, Span<byte> buffer);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(SafeFileHandle handle, int kind);
}
