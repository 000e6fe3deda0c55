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

/// <summary>Counts the steps of one process that change the node, and ends it, or fails, at one of them.</summary>
internal sealed class FaultPoint(int at, Fault fault)
{
    public int Steps { get; private set; }

    public bool IsReached => Steps >= at;

    public bool IsCrash => fault == Fault.Crash;

    public void Before(Action? inPart)
    {
        ThrowIfCrashed();
        Steps++;
        if (Steps == at)
        {
            inPart?.Invoke();
            throw fault == Fault.Failure ? new IOException("no space left on device") : new CrashException();
        }
    }

    private void ThrowIfCrashed()
    {
        if (Steps >= at && fault != Fault.Failure)
        {
            throw new CrashException();
        }
    }
}

/// <summary>Fails at the n-th step that changes the node.</summary>
internal sealed class FaultingFileSystem(IHostFileSystem inner, FaultPoint point) : DelegatingFileSystem(inner)
{
    private readonly IHostFileSystem _inner = inner;

    public override void CreateDirectory(HostPath path) => Do(() => base.CreateDirectory(path));

    public override void Create(HostPath path, Stream content, UnixFileMode mode, HostOwner? owner) =>
        Do(
            () => base.Create(path, content, mode, owner),
            inPart: () =>
            {
                var half = new byte[Math.Max((int)content.Length / 2, 1)];
                content.ReadExactly(half, 0, Math.Min(half.Length, (int)content.Length));
                _inner.Create(path, new MemoryStream(half), UnixFileMode.UserRead, owner: null);
            }
        );

    public override void CreateLink(HostPath path, string target) => Do(() => base.CreateLink(path, target));

    public override void Rename(HostPath from, HostPath to) => Do(() => base.Rename(from, to));

    public override bool TryExchange(HostPath one, HostPath other)
    {
        var isDone = false;
        Do(() => isDone = base.TryExchange(one, other));
        return isDone;
    }

    public override void SyncDirectory(HostPath directory) => Do(() => base.SyncDirectory(directory));

    public override void Delete(HostPath path) => Do(() => base.Delete(path));

    private void Do(Action step, Action? inPart = null)
    {
        point.Before(inPart);
        step();
    }
}

/// <summary>The programs that change the node are steps of a process, too, that it may not live to take.</summary>
internal sealed class FaultingCommands(IHostCommands inner, FaultPoint point) : IHostCommands
{
    public Task<CommandResult> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        TimeSpan timeout,
        CancellationToken ct
    )
    {
        if (point.IsCrash && arguments is ["restart" or "reset-failed", ..])
        {
            point.Before(null);
        }
        return inner.RunAsync(program, arguments, timeout, ct);
    }
}
