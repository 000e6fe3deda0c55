namespace Graft.Gardenlet.Flow;

/// <summary>One task of a running flow as somebody who watches sees it. A new value is sent on every change.</summary>
public sealed record FlowTaskProgress
{
    /// <summary>Unique in its flow, and the sentence that a user reads.</summary>
    public required string Task { get; init; }

    public required FlowTaskState State { get; init; }

    /// <summary>Names of the tasks that come first.</summary>
    public required IReadOnlyList<string> DependsOn { get; init; }

    /// <summary>How often the task has been begun.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it failed (also of an attempt that will be repeated), or why it was skipped.</summary>
    public string? Message { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }
}
