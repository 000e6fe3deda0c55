namespace Graft.Api.Gardener;

/// <summary>What an operating system extension makes of a configuration.</summary>
public sealed record OperatingSystemConfigStatus : ExtensionStatus
{
    /// <summary>Purpose <c>provision</c> only.</summary>
    public CloudConfig? CloudConfig { get; init; }

    /// <summary>Purpose <c>reconcile</c> only.</summary>
    public IReadOnlyList<SystemdUnit>? ExtensionUnits { get; init; }

    /// <summary>Purpose <c>reconcile</c> only.</summary>
    public IReadOnlyList<OperatingSystemFile>? ExtensionFiles { get; init; }

    public InPlaceUpdatesStatus? InPlaceUpdates { get; init; }
}
