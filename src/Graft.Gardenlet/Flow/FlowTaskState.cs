namespace Graft.Gardenlet.Flow;

/// <summary>Where a task of a flow is. A task behind a failed one stays pending.</summary>
public enum FlowTaskState
{
    Pending,
    Running,
    Succeeded,
    Failed,
    Skipped,
}
