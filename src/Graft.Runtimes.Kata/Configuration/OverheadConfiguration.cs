using System.Text.Json.Serialization;
using Graft.Api;

namespace Graft.Runtimes.Kata.Configuration;

/// <summary>Quantities per pod, each greater than nothing; what is absent is the hypervisor's own.</summary>
internal sealed record OverheadConfiguration : ApiObject
{
    [JsonConverter(typeof(QuantityConverter))]
    public string? Memory { get; init; }

    [JsonConverter(typeof(QuantityConverter))]
    public string? Cpu { get; init; }
}
