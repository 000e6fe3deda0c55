using Graft.Landscape.LocalNodes.StandIns;

namespace Graft.Landscape.LocalNodes.Images;

/// <summary>The images that local nodes can be made of. Their containerd has the age that fits the real image.</summary>
internal static class NodeImages
{
    private static readonly string[] Common = ["systemd-journald.service", "systemd-sysctl.service"];

    private static readonly string[] CoreOSUnits =
    [
        .. Common,
        "update-engine.service",
        "locksmithd.service",
        "systemd-sysupdate.timer",
        "systemd-sysupdate-reboot.timer",
        "docker.service",
    ];

    private static readonly StandInOptions SuseContainerd = new()
    {
        ContainerdVersion = "1.7.27",
        ContainerdPath = "/usr/sbin/containerd",
        ShipsContainerdUnit = false,
    };

    private static readonly NodeImage[] All =
    [
        new()
        {
            Name = "ubuntu",
            PrettyName = "Ubuntu (local node)",
            StandIns = new StandInOptions { ContainerdVersion = "2.1.4" },
            Units = [.. Common, "systemd-timesyncd.service"],
        },
        new()
        {
            Name = "flatcar",
            PrettyName = "Flatcar Container Linux (local node)",
            StandIns = new StandInOptions { ContainerdVersion = "1.7.27" },
            Units = CoreOSUnits,
        },
        new()
        {
            Name = "coreos",
            PrettyName = "Container Linux by CoreOS (local node)",
            StandIns = new StandInOptions
            {
                ContainerdVersion = "1.6.38",
                ContainerdPath = "/run/torcx/bin/containerd",
            },
            Units = CoreOSUnits,
        },
        Suse("suse-jeos", "SUSE Linux Enterprise JeOS (local node)"),
        Suse("suse-chost", "SUSE Linux Enterprise CHOST (local node)"),
        Suse("memoryone-chost", "SUSE Linux Enterprise CHOST under MemoryONE (local node)"),
    ];

    /// <exception cref="LocalNodeException">There is no such image; the message lists those that there are.</exception>
    public static NodeImage Find(string? name) =>
        Array.Find(All, image => image.Name == name)
        ?? throw new LocalNodeException(
            $"local nodes have no image \"{name}\"; they have {string.Join(", ", All.Select(image => image.Name))}"
        );

    private static NodeImage Suse(string name, string prettyName) =>
        new()
        {
            Name = name,
            PrettyName = prettyName,
            StandIns = SuseContainerd,
            Units = [.. Common, "docker.service"],
            ContainerdPrograms = ["/usr/sbin/containerd", "/usr/sbin/containerd-ctr", "/usr/sbin/docker-runc"],
        };
}
