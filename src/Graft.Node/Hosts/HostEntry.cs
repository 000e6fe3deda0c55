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

internal readonly record struct HostOwner(uint User, uint Group);

/// <summary>Names a file whatever its path: device and inode.</summary>
internal readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode);

/// <summary>What matters about the file system that holds a directory.</summary>
internal readonly record struct HostSpace(long FreeBytes, bool IsReadOnly, bool IsNoExec);
