namespace Graft.Gardenlet.Flow;

/// <summary>A flow at one moment: all tasks in the order in which they were added, and the one that changed.</summary>
public sealed record FlowProgress
{
    public required string Flow { get; init; }

    public required IReadOnlyList<FlowTaskProgress> Tasks { get; init; }

    /// <summary>Null for the first report, in which every task is pending.</summary>
    public FlowTaskProgress? Changed { get; init; }

    /// <summary>Share of the tasks that are done or skipped; 0 to 100.</summary>
    public int Percent =>
        Tasks.Count == 0
            ? 100
            : Tasks.Count(task => task.State is FlowTaskState.Succeeded or FlowTaskState.Skipped) * 100 / Tasks.Count;

    /// <summary>What is going on, for <c>status.lastOperation.description</c>.</summary>
    public string Description
    {
        get
        {
            var running = Tasks.Where(task => task.State == FlowTaskState.Running).Select(task => task.Task);
            return string.Join(", ", running) is { Length: > 0 } names ? names : $"Executing flow {Flow}";
        }
    }
}
