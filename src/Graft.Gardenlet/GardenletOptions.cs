using Graft.Gardenlet.Rendering;
using Graft.Gardenlet.Shoots;
using Graft.Kubernetes;

namespace Graft.Gardenlet;

/// <summary>What a gardenlet works with.</summary>
public sealed record GardenletOptions
{
    /// <summary>Where Shoots, CloudProfiles and registrations are.</summary>
    public required IKubernetesClient Garden { get; init; }

    /// <summary>Where the Shoots' control planes and extension objects are.</summary>
    public required IKubernetesClient Seed { get; init; }

    /// <summary>The Seed object that this gardenlet is responsible for.</summary>
    public required string SeedName { get; init; }

    public required IShootControlPlane ControlPlane { get; init; }

    /// <summary>
    /// Takes Shoots that no scheduler has given a seed. Right where this is the only seed (a local landscape, standalone
    /// mode), wrong beside Gardener's own scheduler.
    /// </summary>
    public bool ClaimsUnscheduledShoots { get; init; }

    /// <summary>Shoots in work at once; default 5, since a flow mostly waits.</summary>
    public int ConcurrentShoots { get; init; } = 5;

    /// <summary>Images and addresses that nodes are configured with.</summary>
    public RenderOptions Rendering { get; init; } = new();

    /// <summary>Least time between two writes of progress into a Shoot's status; default one second.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause before a failed flow runs again; default 10 seconds.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Called on every change of a flow; must return quickly.</summary>
    public Action<ShootProgress>? Progress { get; init; }
}
