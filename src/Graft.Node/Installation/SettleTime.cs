namespace Graft.Node.Installation;

/// <summary>
/// The time between a changed configuration and the restart, in which other installers on the node may add their changes:
/// the installers of a pool's runtimes start within seconds of each other.
/// </summary>
/// <param name="announcements">Who is still about to change something.</param>
/// <param name="pending">The restart that is owed.</param>
/// <param name="time">The clock.</param>
/// <param name="shortest">For those who are not seen yet.</param>
internal sealed class SettleTime(
    Announcements announcements,
    PendingRestarts pending,
    TimeProvider time,
    TimeSpan shortest
)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when it is time to restart, or when another installer has done it. The lock must not be held.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (pending.IsOwed && IsOpen(time.GetElapsedTime(start)))
        {
            await Task.Delay(Poll, time, ct);
        }
    }

    private bool IsOpen(TimeSpan elapsed) => elapsed < shortest || (elapsed < Longest && announcements.IsAnyStanding());
}
