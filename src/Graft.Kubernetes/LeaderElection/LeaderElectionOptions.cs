namespace Graft.Kubernetes.LeaderElection;

/// <summary>How replicas agree on a leader. The times are those of Kubernetes' own components.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>The Lease that the leader holds.</summary>
    public required ObjectKey Lease { get; init; }

    /// <summary>Who this replica is; must differ between replicas, such as pod name and a random part.</summary>
    public required string Identity { get; init; }

    /// <summary>After which time without renewal others may take the lease; default 15 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After which time without success a leader gives up, always before others may take over; default 10 s.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between tries; default 2 s, with up to a fifth added at random.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
