using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>A machine type on offer.</summary>
public sealed record MachineType : ApiObject
{
    public string? Name { get; init; }

    public string? Cpu { get; init; }

    public string? Gpu { get; init; }

    public string? Memory { get; init; }

    public bool? Usable { get; init; }

    public string? Architecture { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Capabilities { get; init; }

    public JsonElement? Storage { get; init; }
}
