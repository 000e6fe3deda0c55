namespace Graft.Node.Hosts;

internal enum HostEntryKind
{
    File,
    Directory,
    Link,
    Other,
}

/// <summary>What the node's file system says about one path.</summary>
internal sealed record HostEntry
{
    public required HostEntryKind Kind { get; init; }

    public required long Size { get; init; }

    public required UnixFileMode Mode { get; init; }

    public required HostOwner Owner { get; init; }

    public required FileIdentity Identity { get; init; }

    /// <summary>Changes whenever content or metadata change; in nanoseconds, comparable only for equality.</summary>
    public required (long Modified, long Changed) Stamps { get; init; }
}

internal readonly record struct HostOwner(uint User, uint Group)
{
    /// <summary>Whom this process is: root, but for tests.</summary>
    public static HostOwner Own { get; } = LibC.OwnOwner();
}

/// <summary>Names a file whatever its path: device and inode.</summary>
internal readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode);

/// <summary>What matters about the file system that holds a directory.</summary>
/// <param name="FreeBytes">Bytes that may still be written.</param>
/// <param name="IsReadOnly">Whether it is mounted read-only.</param>
/// <param name="IsNoExec">Whether no program may be started from it.</param>
/// <param name="IsWritable">Whether this process may make entries in the directory: not where it is immutable.</param>
/// <param name="Device">Which file system it is.</param>
internal readonly record struct HostSpace(
    long FreeBytes,
    bool IsReadOnly,
    bool IsNoExec,
    bool IsWritable,
    (uint Major, uint Minor) Device
);
