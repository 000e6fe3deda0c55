namespace Graft.Kubernetes.Controllers;

/// <summary>How a reconcile ended when nothing went wrong.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(TimeSpan? after, bool isSettled) => (After, IsSettled) = (after, isSettled);

    /// <summary>After which time the key is due again; null waits for the next event.</summary>
    public TimeSpan? After { get; }

    /// <summary>Whether times and retries that were planned for the key before are void.</summary>
    public bool IsSettled { get; }

    /// <summary>Nothing to do now. What was planned before stands: a retry, an earlier <see cref="RequeueAfter"/>.</summary>
    public static ReconcileResult Done => default;

    /// <summary>All is as it must be: nothing to do before the next event, whatever was planned before.</summary>
    public static ReconcileResult Settled => new(null, isSettled: true);

    /// <summary>Due again after this time, or at the next event if that comes first.</summary>
    public static ReconcileResult RequeueAfter(TimeSpan delay) => new(delay, isSettled: false);
}
