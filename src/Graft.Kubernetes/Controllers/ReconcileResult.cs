namespace Graft.Kubernetes.Controllers;

/// <summary>How a reconcile ended when nothing went wrong.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(TimeSpan? after) => After = after;

    /// <summary>After which time the key is due again; null waits for the next event.</summary>
    public TimeSpan? After { get; }

    /// <summary>Nothing to do before the next event.</summary>
    public static ReconcileResult Done => default;

    /// <summary>Due again after this time, or at the next event if that comes first.</summary>
    public static ReconcileResult RequeueAfter(TimeSpan delay) => new(delay);
}
