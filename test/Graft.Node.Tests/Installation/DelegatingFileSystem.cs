using Graft.Node.Hosts;

namespace Graft.Node.Tests.Installation;

/// <summary>Passes everything on; a test overrides what it wants to be otherwise.</summary>
internal abstract class DelegatingFileSystem(IHostFileSystem inner) : IHostFileSystem
{
    public HostEntry? Find(HostPath path) => inner.Find(path);

    public HostEntry? FindTarget(HostPath path) => inner.FindTarget(path);

    public HostPath Resolve(HostPath path) => inner.Resolve(path);

    public string LocalPath(HostPath path) => inner.LocalPath(path);

    public byte[] Read(HostPath path) => inner.Read(path);

    public Stream OpenRead(HostPath path) => inner.OpenRead(path);

    public string ReadLink(HostPath path) => inner.ReadLink(path);

    public IReadOnlyList<string> List(HostPath directory) => inner.List(directory);

    public virtual HostSpace Space(HostPath directory) => inner.Space(directory);

    public bool CanOpenReadWrite(HostPath path) => inner.CanOpenReadWrite(path);

    public virtual IReadOnlySet<FileIdentity>? RunningPrograms() => inner.RunningPrograms();

    public IDisposable? TryLock(HostPath path) => inner.TryLock(path);

    public virtual void CreateDirectory(HostPath path) => inner.CreateDirectory(path);

    public virtual void Create(HostPath path, Stream content, UnixFileMode mode, HostOwner? owner) =>
        inner.Create(path, content, mode, owner);

    public virtual void CreateLink(HostPath path, string target) => inner.CreateLink(path, target);

    public virtual void Rename(HostPath from, HostPath to) => inner.Rename(from, to);

    public virtual bool TryExchange(HostPath one, HostPath other) => inner.TryExchange(one, other);

    public virtual void SyncDirectory(HostPath directory) => inner.SyncDirectory(directory);

    public virtual void Delete(HostPath path) => inner.Delete(path);
}
