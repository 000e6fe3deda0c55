namespace Graft.Gardenlet.Flow;

/// <summary>Repeats an attempt that failed.</summary>
/// <param name="Interval">Pause between attempts.</param>
/// <param name="Timeout">Bound of all attempts together; the running one is cancelled.</param>
internal sealed record FlowRetry(TimeSpan Interval, TimeSpan Timeout)
{
    /// <summary>Every 5 s for 30 s: what Gardener gives to tasks that only write objects.</summary>
    public static FlowRetry Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
}
