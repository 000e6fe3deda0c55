using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.OperatingSystem;
using Graft.Gardenlet.Rendering.Pools;
using Graft.Gardenlet.Rendering.Systemd;

namespace Graft.Gardenlet.Rendering.Kubelet;

/// <summary>The kubelet's unit, its program and the authorities that its clients are checked by.</summary>
internal static class KubeletUnit
{
    public const string AuthoritiesPath = "/var/lib/kubelet/ca.crt";

    private const string Program = "/opt/bin/kubelet";

    public static SystemdUnit Render(ShootPool pool, RuntimeColumn runtime, RenderOptions options) =>
        new()
        {
            Name = "kubelet.service",
            Enable = true,
            Content = new UnitFile()
                .Section(
                    "Unit",
                    [
                        ("Description", "Kubernetes node agent"),
                        ("Documentation", "https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet"),
                        .. runtime.KubeletOrder,
                    ]
                )
                .Section(
                    "Service",
                    ("Restart", "always"),
                    ("RestartSec", "5"),
                    ("EnvironmentFile", "/etc/environment"),
                    ("EnvironmentFile", "-/var/lib/kubelet/extra_args"),
                    ("ExecStart", $"{CommandLine.Of(Program, KubeletFlags.Of(pool, options))}\n$KUBELET_EXTRA_ARGS")
                )
                .Section("Install", ("WantedBy", "multi-user.target"))
                .ToString(),
            FilePaths = [AuthoritiesPath, KubeletConfiguration.Path, Program],
        };

    /// <summary>From an image's file system, whatever the pool's engine.</summary>
    public static OperatingSystemFile Binary(ShootPool pool, RenderOptions options) =>
        NodeFile.FromImage(Program, $"{options.KubeletRepository}:v{pool.VersionText.TrimStart('v')}", "/kubelet");
}
