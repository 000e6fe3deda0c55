using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>The offer of a CloudProfile.</summary>
public sealed record CloudProfileSpec : ApiObject
{
    public string? Type { get; init; }

    public CloudProfileKubernetes? Kubernetes { get; init; }

    public IReadOnlyList<MachineImage>? MachineImages { get; init; }

    public IReadOnlyList<MachineType>? MachineTypes { get; init; }

    public IReadOnlyList<VolumeType>? VolumeTypes { get; init; }

    public IReadOnlyList<Region>? Regions { get; init; }

    public IReadOnlyList<CapabilityDefinition>? MachineCapabilities { get; init; }

    public string? CaBundle { get; init; }

    public JsonElement? ProviderConfig { get; init; }
}
