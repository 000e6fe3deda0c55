namespace Graft.Kubernetes.Events;

/// <summary>Who records events, and how many at most. The numbers are those of Kubernetes' own components.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>What <c>kubectl describe</c> shows under "From": the name of the controller or process.</summary>
    public required string Component { get; init; }

    /// <summary>The node or pod that reports; default none.</summary>
    public string? Host { get; init; }

    /// <summary>Events that may wait to be written; default 1000. Further ones are lost, and counted.</summary>
    public int QueueLength { get; init; } = 1000;

    /// <summary>Events about one object at once; default 25.</summary>
    public int Burst { get; init; } = 25;

    /// <summary>After the burst, how often an event about one object is let through; default 5 minutes.</summary>
    public TimeSpan RefillInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many events that differ only in their message are kept apart; default 10. From then on they are one event whose
    /// message begins with <c>(combined from similar events)</c>.
    /// </summary>
    public int SimilarEvents { get; init; } = 10;

    /// <summary>How long after the last similar event they are kept apart again; default 10 minutes.</summary>
    public TimeSpan SimilarityInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries to write an event while the server cannot be reached; default 12.</summary>
    public int Tries { get; init; } = 12;

    /// <summary>The pause between tries; default 10 seconds, of the first one a random part.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long waiting events may take to be written after the end was asked for; default 5 seconds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
