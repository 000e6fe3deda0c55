namespace Graft.Kubernetes.Controllers;

/// <summary>
/// Brings the world of one object to what the object wants. Called with a key only, because why it is called does not
/// matter: the state is read afresh, and a run may repeat, be cut short, or begin from any half-done state.
/// </summary>
public interface IReconciler
{
    /// <summary>
    /// An exception means "again later, with growing pauses"; a conflict (409) the same without noise in the log;
    /// a <see cref="TerminalException"/> means "not before something changes".
    /// </summary>
    Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken);
}
