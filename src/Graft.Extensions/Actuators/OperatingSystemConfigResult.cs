using Graft.Api.Gardener;

namespace Graft.Extensions.Actuators;

/// <summary>What an operating system makes of a configuration.</summary>
public sealed record OperatingSystemConfigResult
{
    /// <summary>
    /// Purpose <c>provision</c>: what a new machine starts with; stored in the secret <c>osc-result-&lt;name&gt;</c>. Null:
    /// no secret is written.
    /// </summary>
    public byte[]? UserData { get; init; }

    /// <summary>Purpose <c>reconcile</c>: units beside those of the configuration.</summary>
    public IReadOnlyList<SystemdUnit>? ExtensionUnits { get; init; }

    /// <summary>Purpose <c>reconcile</c>: files beside those of the configuration.</summary>
    public IReadOnlyList<OperatingSystemFile>? ExtensionFiles { get; init; }

    /// <summary>Purpose <c>reconcile</c>: how the operating system is updated in place.</summary>
    public InPlaceUpdatesStatus? InPlaceUpdates { get; init; }
}
