using System.Text.Json.Serialization;

namespace Graft.Api.Kubernetes;

/// <summary>Quantities that a container asks for and may use.</summary>
public sealed record ResourceRequirements : ApiObject
{
    [JsonConverter(typeof(QuantityMapConverter))]
    public IReadOnlyDictionary<string, string>? Requests { get; init; }

    [JsonConverter(typeof(QuantityMapConverter))]
    public IReadOnlyDictionary<string, string>? Limits { get; init; }
}
