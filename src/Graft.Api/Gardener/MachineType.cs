using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Api.Gardener;

/// <summary>A machine type on offer.</summary>
public sealed record MachineType : ApiObject
{
    public string? Name { get; init; }

    [JsonConverter(typeof(QuantityConverter))]
    public string? Cpu { get; init; }

    [JsonConverter(typeof(QuantityConverter))]
    public string? Gpu { get; init; }

    [JsonConverter(typeof(QuantityConverter))]
    public string? Memory { get; init; }

    public bool? Usable { get; init; }

    public string? Architecture { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Capabilities { get; init; }

    public JsonElement? Storage { get; init; }
}
