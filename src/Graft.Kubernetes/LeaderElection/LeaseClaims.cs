using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.LeaderElection;

/// <summary>What a replica writes into the Lease.</summary>
internal static class LeaseClaims
{
    /// <summary>The claim of a replica on a lease that is free, expired or its own; the holder's changes are counted.</summary>
    public static LeaseSpec Claim(LeaseSpec? current, LeaderElectionOptions options, DateTimeOffset now)
    {
        var isOurs = current?.HolderIdentity == options.Identity;
        var transitions = current?.LeaseTransitions ?? 0;
        return (current ?? new LeaseSpec()) with
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)Math.Ceiling(options.LeaseDuration.TotalSeconds),
            AcquireTime = isOurs ? current!.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = isOurs || current is null ? transitions : transitions + 1,
        };
    }

    /// <summary>Nobody's, and open at once to those that look at its duration.</summary>
    public static LeaseSpec Release(LeaseSpec current, DateTimeOffset now) =>
        current with
        {
            HolderIdentity = "",
            LeaseDurationSeconds = 1,
            AcquireTime = now,
            RenewTime = now,
        };
}
