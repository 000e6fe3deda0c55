using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Pools;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>
/// What differs between the nodes of the two container engines: one column of the wire contract's section 5.2. A pool has
/// exactly one of them.
/// </summary>
internal sealed record RuntimeColumn
{
    /// <summary>Prefix of unit and file names.</summary>
    public required string Name { get; init; }

    /// <summary>Asks the engine for its containers; a shell command.</summary>
    public required string Probe { get; init; }

    /// <summary>Which files are rotated.</summary>
    public required string LogFiles { get; init; }

    /// <summary>The directory below which they lie.</summary>
    public required string LogDirectory { get; init; }

    /// <summary>Ordering of the kubelet's unit.</summary>
    public required IReadOnlyList<(string Directive, string Value)> KubeletOrder { get; init; }

    public string Service => $"{Name}.service";

    public static RuntimeColumn Of(ShootPool pool) => pool.IsContainerd ? Containerd : Docker;

    private static RuntimeColumn Containerd { get; } =
        new()
        {
            Name = CriName.Containerd,
            Probe = "ctr --namespace k8s.io containers list",
            LogFiles = "/var/log/pods/*/*/*.log",
            LogDirectory = "/var/log/pods",
            KubeletOrder = [("After", "containerd.service")],
        };

    private static RuntimeColumn Docker { get; } =
        new()
        {
            Name = CriName.Docker,
            Probe = "docker ps",
            LogFiles = "/var/lib/docker/containers/*/*.log",
            LogDirectory = "/var/lib/docker/containers",
            KubeletOrder = [("After", "docker.service"), ("Wants", "docker.socket rpc-statd.service")],
        };
}
