using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.LeaderElection;

/// <summary>
/// When a lease was last seen to change, by the clock of this process. Whoever labels the Lease does not renew it: only
/// what a holder writes counts.
/// </summary>
internal sealed class LeaseObservation(TimeProvider time)
{
    private (string?, int?, DateTimeOffset?, DateTimeOffset?, int?)? _seen;
    private long _changedAt;

    public void Observe(LeaseSpec? spec)
    {
        var seen = (
            spec?.HolderIdentity,
            spec?.LeaseDurationSeconds,
            spec?.AcquireTime,
            spec?.RenewTime,
            spec?.LeaseTransitions
        );
        if (_seen != seen)
        {
            _seen = seen;
            _changedAt = time.GetTimestamp();
        }
    }

    public bool IsOlderThan(TimeSpan duration) => time.GetElapsedTime(_changedAt) > duration;
}
