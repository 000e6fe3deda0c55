using Graft.Kubernetes.Events;

namespace Graft.Kubernetes.LeaderElection;

/// <summary>How replicas agree on a leader. The times are those of Kubernetes' own components.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>The Lease that the leader holds.</summary>
    public required ObjectKey Lease { get; init; }

    /// <summary>Who this replica is; must differ between replicas, such as pod name and a random part.</summary>
    public required string Identity { get; init; }

    /// <summary>
    /// After which time without renewal others may take the lease; default 15 s. The Lease holds whole seconds: parts are
    /// rounded up.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After which time without success a leader gives up, always before others may take over; default 10 s. Work that has been
    /// cancelled has the rest of <see cref="LeaseDuration"/> to end.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between tries; default 2 s, with up to a fifth added at random.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Hears who leads whenever that changes, this replica included; never of the same one twice in a row.</summary>
    public Action<string>? OnLeaderChanged { get; init; }

    /// <summary>Tells of changes by events about the Lease; default none.</summary>
    public EventRecorder? Events { get; init; }

    internal bool IsValid =>
        Identity.Length > 0
        && LeaseDuration > RenewDeadline
        && RenewDeadline > RetryPeriod * 1.2
        && RetryPeriod > TimeSpan.Zero;
}
