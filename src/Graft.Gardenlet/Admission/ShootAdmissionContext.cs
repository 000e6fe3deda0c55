using Graft.Api.Gardener;

namespace Graft.Gardenlet.Admission;

/// <summary>What the garden knows beside the Shoot that is to be admitted.</summary>
public sealed record ShootAdmissionContext
{
    /// <summary>
    /// What the Shoot's CloudProfile offers (of a NamespacedCloudProfile: <c>status.cloudProfileSpec</c>); null where the
    /// profile that the Shoot names does not exist.
    /// </summary>
    public CloudProfileSpec? CloudProfile { get; init; }

    /// <summary>All registrations of the garden.</summary>
    public required IReadOnlyList<ControllerRegistration> Registrations { get; init; }

    /// <summary>The project that the Shoot's namespace belongs to; null where that is not known.</summary>
    public string? Project { get; init; }
}
