namespace Graft.Api.Gardener;

/// <summary>A version of a machine image, and what it supports.</summary>
public sealed record MachineImageVersion : ApiObject
{
    public string? Version { get; init; }

    public string? Classification { get; init; }

    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>At least one after defaulting.</summary>
    public IReadOnlyList<Cri>? Cri { get; init; }

    public IReadOnlyList<string>? Architectures { get; init; }

    public string? KubeletVersionConstraint { get; init; }

    public IReadOnlyList<ImageCapabilities>? CapabilityFlavors { get; init; }

    public InPlaceUpdateSupport? InPlaceUpdates { get; init; }
}
