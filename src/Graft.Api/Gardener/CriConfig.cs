namespace Graft.Api.Gardener;

/// <summary>The container runtime interface of a machine.</summary>
public sealed record CriConfig : ApiObject
{
    /// <summary><c>containerd</c>; immutable.</summary>
    public string? Name { get; init; }

    /// <summary><c>cgroupfs</c> or <c>systemd</c>; purpose <c>reconcile</c> only.</summary>
    public string? CgroupDriver { get; init; }

    public ContainerdConfig? Containerd { get; init; }
}
