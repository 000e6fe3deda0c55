namespace Graft.Gardenlet.Flow;

/// <summary>A task of a flow; also the handle by which later tasks depend on it.</summary>
internal sealed record FlowTask
{
    public required string Name { get; init; }

    public required Func<CancellationToken, Task> Run { get; init; }

    public IReadOnlyList<FlowTask> DependsOn { get; init; } = [];

    /// <summary>Repeats a failed attempt; null lets the first failure be the last.</summary>
    public FlowRetry? Retry { get; init; }

    /// <summary>Why the task has nothing to do; null when it has. Tasks behind a skipped one run.</summary>
    public string? SkipReason { get; init; }
}
