using System.Text.Json.Serialization;

namespace Graft.Api.Kubernetes;

/// <summary>What a pod of the runtime costs beyond its containers.</summary>
public sealed record RuntimeClassOverhead : ApiObject
{
    [JsonConverter(typeof(QuantityMapConverter))]
    public IReadOnlyDictionary<string, string>? PodFixed { get; init; }
}
