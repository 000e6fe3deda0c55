using Graft.Node.Hosts;

namespace Graft.Node.Tests.Installation;

internal enum Fault
{
    /// <summary>The process is gone: nothing after the n-th step happens, and that one only in part.</summary>
    Crash,

    /// <summary>The n-th step fails as on a full disk; everything else works.</summary>
    Failure,
}

/// <summary>Thrown at the crash and ever after; nothing in the code under test catches it.</summary>
internal sealed class CrashException() : Exception("crashed");

/// <summary>Fails at the n-th step that changes the node.</summary>
internal sealed class FaultingFileSystem(IHostFileSystem inner, int at, Fault fault) : DelegatingFileSystem(inner)
{
    private readonly IHostFileSystem _inner = inner;

    public int Steps { get; private set; }

    public override void CreateDirectory(HostPath path)
    {
        Step(null);
        base.CreateDirectory(path);
    }

    public override void Create(HostPath path, Stream content, UnixFileMode mode, HostOwner? owner)
    {
        Step(() =>
        {
            var half = new byte[Math.Max((int)content.Length / 2, 1)];
            content.ReadExactly(half, 0, Math.Min(half.Length, (int)content.Length));
            _inner.Create(path, new MemoryStream(half), UnixFileMode.UserRead, owner: null);
        });
        base.Create(path, content, mode, owner);
    }

    public override void CreateLink(HostPath path, string target)
    {
        Step(null);
        base.CreateLink(path, target);
    }

    public override void Rename(HostPath from, HostPath to)
    {
        Step(null);
        base.Rename(from, to);
    }

    public override void SyncDirectory(HostPath directory)
    {
        Step(null);
        base.SyncDirectory(directory);
    }

    public override void Delete(HostPath path)
    {
        Step(null);
        base.Delete(path);
    }

    private void Step(Action? inPart)
    {
        Steps++;
        if (Steps == at)
        {
            inPart?.Invoke();
        }
        if (Steps == at && fault == Fault.Failure)
        {
            throw new IOException("no space left on device");
        }
        if (Steps >= at && fault == Fault.Crash)
        {
            throw new CrashException();
        }
    }
}
