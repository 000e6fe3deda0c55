namespace Graft.Kubernetes.Controllers;

/// <summary>How hard a controller works.</summary>
public sealed record ControllerOptions
{
    /// <summary>Keys in work at once; one key never twice. Default 5: objects of one kind seldom profit from more.</summary>
    public int MaxConcurrentReconciles { get; init; } = 5;

    /// <summary>
    /// After which a reconcile is cut short and counts as failed; default 10 minutes, long enough for a slow cloud call,
    /// short enough that a hanging one is noticed.
    /// </summary>
    public TimeSpan ReconcileTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long running reconciles may take to end after cancellation; default 25 seconds, below the 30 that Kubernetes gives
    /// a pod.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long the caches may take to be filled before the controller gives up; default 2 minutes, so that a kind that the
    /// server does not serve ends the process with a reason instead of leaving it idle.
    /// </summary>
    public TimeSpan CacheSyncTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How often all objects of the controller's own kind that pass its predicates as created ones are looked at again, with
    /// up to a tenth added at random. Default null: never, since no change is missed; for controllers of things outside of
    /// the cluster, which change without an event.
    /// </summary>
    public TimeSpan? ResyncPeriod { get; init; }

    /// <summary>Pauses after failures and limits of retries.</summary>
    public WorkQueueOptions Queue { get; init; } = new();
}
