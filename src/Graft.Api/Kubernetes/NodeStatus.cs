namespace Graft.Api.Kubernetes;

/// <summary>What a kubelet reports of its node.</summary>
public sealed record NodeStatus : ApiObject
{
    public IReadOnlyDictionary<string, string>? Capacity { get; init; }

    public IReadOnlyDictionary<string, string>? Allocatable { get; init; }

    public IReadOnlyList<KubernetesCondition>? Conditions { get; init; }

    public IReadOnlyList<NodeAddress>? Addresses { get; init; }

    public NodeSystemInfo? NodeInfo { get; init; }
}
