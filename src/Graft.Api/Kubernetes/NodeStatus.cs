using System.Text.Json.Serialization;

namespace Graft.Api.Kubernetes;

/// <summary>What a kubelet reports of its node.</summary>
public sealed record NodeStatus : ApiObject
{
    [JsonConverter(typeof(QuantityMapConverter))]
    public IReadOnlyDictionary<string, string>? Capacity { get; init; }

    [JsonConverter(typeof(QuantityMapConverter))]
    public IReadOnlyDictionary<string, string>? Allocatable { get; init; }

    public IReadOnlyList<KubernetesCondition>? Conditions { get; init; }

    public IReadOnlyList<NodeAddress>? Addresses { get; init; }

    public NodeSystemInfo? NodeInfo { get; init; }
}
