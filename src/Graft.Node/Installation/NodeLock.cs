using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>The one lock of all of Graft's installers on a node.</summary>
internal sealed class NodeLock(IHostFileSystem files, TimeProvider time)
{
    // Longer than another installer needs for a restart of containerd and the way back.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <exception cref="InstallationException">Another installer has had the lock all the time.</exception>
    public async Task<IDisposable> AcquireAsync(CancellationToken ct)
    {
        if (files.FindTarget(NodePaths.Lock.Parent) is null)
        {
            files.CreateDirectory(NodePaths.Lock.Parent);
        }
        var start = time.GetTimestamp();
        while (true)
        {
            if (files.TryLock(NodePaths.Lock) is { } held)
            {
                return held;
            }
            if (time.GetElapsedTime(start) > Patience)
            {
                throw new InstallationException(OutcomeKind.NotReady, $"another installer holds {NodePaths.Lock}");
            }
            await Task.Delay(Poll, time, ct);
        }
    }
}
