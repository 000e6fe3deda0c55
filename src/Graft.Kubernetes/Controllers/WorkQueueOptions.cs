namespace Graft.Kubernetes.Controllers;

/// <summary>How retries are spaced, and how priorities share the workers.</summary>
public sealed record WorkQueueOptions
{
    /// <summary>Names the queue in the metrics <c>workqueue_*</c>; without a name nothing is measured. Default none.</summary>
    public string? Name { get; init; }

    /// <summary>The pause after a key's first failure; each further one doubles it. Default 200 ms.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause of a key; default 5 minutes.</summary>
    public TimeSpan MaximumBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Up to which part of a pause is added at random, so that failures of one cause do not return together.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>Retries per second over all keys once the burst is used up; default 10.</summary>
    public double RetriesPerSecond { get; init; } = 10;

    /// <summary>Retries at once over all keys; default 100.</summary>
    public int RetryBurst { get; init; } = 100;

    /// <summary>
    /// After how many keys of a higher priority one of a lower must get its turn; default 10, which costs changes a tenth of the
    /// workers at worst and lets the objects of a start through whatever goes on.
    /// </summary>
    public int TurnOfLowerPriority { get; init; } = 10;

    internal bool IsValid =>
        InitialBackoff >= TimeSpan.Zero
        && MaximumBackoff >= InitialBackoff
        && Jitter >= 0
        && RetriesPerSecond > 0
        && RetryBurst > 0
        && TurnOfLowerPriority > 0;
}
