namespace Graft.Kubernetes.Controllers;

/// <summary>
/// Which keys are worked on first. A key that waits and is added with a higher priority is raised to it; it is never
/// lowered. Lower priorities still get their turn: see <see cref="WorkQueueOptions.TurnOfLowerPriority"/>.
/// </summary>
public enum WorkPriority
{
    /// <summary>What nobody waits for: objects that were there at start, and resyncs.</summary>
    Low,

    /// <summary>Real changes.</summary>
    Normal,

    /// <summary>Ahead of real changes; for callers of <see cref="Controller.Enqueue(ObjectKey, WorkPriority)"/>.</summary>
    High,
}
