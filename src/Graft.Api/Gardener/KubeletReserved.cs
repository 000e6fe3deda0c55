using System.Text.Json.Serialization;

namespace Graft.Api.Gardener;

/// <summary>What a kubelet keeps back for node components.</summary>
public sealed record KubeletReserved : ApiObject
{
    [JsonConverter(typeof(QuantityConverter))]
    public string? Cpu { get; init; }

    [JsonConverter(typeof(QuantityConverter))]
    public string? Memory { get; init; }

    [JsonConverter(typeof(QuantityConverter))]
    public string? EphemeralStorage { get; init; }

    [JsonConverter(typeof(QuantityConverter))]
    public string? Pid { get; init; }
}
