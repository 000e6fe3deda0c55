namespace Graft.Api.Kubernetes;

/// <summary>What a daemon set runs.</summary>
public sealed record DaemonSetSpec : ApiObject
{
    public LabelSelector? Selector { get; init; }

    public PodTemplateSpec? Template { get; init; }

    public DaemonSetUpdateStrategy? UpdateStrategy { get; init; }

    public int? MinReadySeconds { get; init; }

    public int? RevisionHistoryLimit { get; init; }
}
