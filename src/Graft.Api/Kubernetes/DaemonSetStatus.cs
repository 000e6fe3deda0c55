namespace Graft.Api.Kubernetes;

/// <summary>Counts of a daemon set's pods.</summary>
public sealed record DaemonSetStatus : ApiObject
{
    public long? ObservedGeneration { get; init; }

    public int? CurrentNumberScheduled { get; init; }

    public int? DesiredNumberScheduled { get; init; }

    public int? NumberAvailable { get; init; }

    public int? NumberMisscheduled { get; init; }

    public int? NumberReady { get; init; }

    public int? NumberUnavailable { get; init; }

    public int? UpdatedNumberScheduled { get; init; }
}
