namespace Graft.Node.Hosts;

/// <summary>
/// Every touch of the node's files. Symbolic links are resolved as the node itself would, never out of its root.
/// </summary>
/// <remarks>
/// The methods below the line change something. Each is one step that either happens or throws; a test puts a file system
/// in between that fails at the n-th of them.
/// </remarks>
internal interface IHostFileSystem
{
    /// <summary>The entry itself, a link unresolved; null where there is none.</summary>
    HostEntry? Find(HostPath path);

    /// <summary>What the path leads to, links resolved; null where there is none.</summary>
    HostEntry? FindTarget(HostPath path);

    /// <summary>The path with every link resolved, also where its last part does not exist yet.</summary>
    HostPath Resolve(HostPath path);

    /// <summary>The same place as a path of this process.</summary>
    string LocalPath(HostPath path);

    byte[] Read(HostPath path);

    Stream OpenRead(HostPath path);

    string ReadLink(HostPath path);

    /// <summary>Names in a directory, sorted; empty where there is none.</summary>
    IReadOnlyList<string> List(HostPath directory);

    /// <summary>Asks the file system of the deepest existing directory on the path.</summary>
    HostSpace Space(HostPath directory);

    /// <summary>Whether the path opens for reading and writing.</summary>
    bool CanOpenReadWrite(HostPath path);

    /// <summary>The programs that processes of the node run; null where that cannot be found out.</summary>
    IReadOnlySet<FileIdentity>? RunningPrograms();

    /// <summary>
    /// Takes the exclusive advisory lock of a file, which is made where missing; null while another has it. Only a regular
    /// file is locked, and never through a link.
    /// </summary>
    IDisposable? TryLock(HostPath path);

    // ---- what follows changes the node ----

    /// <summary>Makes a directory and those above it, mode 0755, each synced; nothing where it exists.</summary>
    void CreateDirectory(HostPath path);

    /// <summary>
    /// Makes a file that must not exist, writes and syncs it; a failure leaves none. Null as owner: this process's own.
    /// </summary>
    void Create(HostPath path, Stream content, UnixFileMode mode, HostOwner? owner);

    void CreateLink(HostPath path, string target);

    /// <summary>rename(2): replaces a file or an empty directory at the target in one step.</summary>
    void Rename(HostPath from, HostPath to);

    /// <summary>
    /// Two entries of one directory change places in one step, so that neither name is ever missing. False, and nothing is
    /// changed, where the file system cannot do that.
    /// </summary>
    bool TryExchange(HostPath one, HostPath other);

    void SyncDirectory(HostPath directory);

    /// <summary>Removes a file, a link or an empty directory.</summary>
    void Delete(HostPath path);
}
