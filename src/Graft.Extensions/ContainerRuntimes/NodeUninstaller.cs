using System.Text.Json;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Extensions.ManagedResources;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// Turns the installer of a pool into its uninstaller: the same DaemonSet, whose pods take the runtime off their node and
/// are Ready when it is gone. On all nodes at once, since a node whose pods still use the runtime must not hold up the
/// others.
/// </summary>
internal static class NodeUninstaller
{
    private static readonly IntOrString s_all = new("100%");

    /// <summary>The manifest of a pool with uninstallers in place of installers; everything else stays.</summary>
    public static Manifest Of(Manifest pool)
    {
        var manifest = new Manifest();
        foreach (var json in pool.Objects)
        {
            _ =
                json["kind"]?.GetValue<string>() == nameof(DaemonSet)
                    ? manifest.Add(Uninstalling(json.Deserialize(DaemonSet.JsonTypeInfo)!))
                    : manifest.AddJson(json);
        }
        return manifest;
    }

    private static DaemonSet Uninstalling(DaemonSet installer)
    {
        var template = installer.Spec!.Template!;
        return installer with
        {
            Spec = installer.Spec with
            {
                UpdateStrategy = new DaemonSetUpdateStrategy
                {
                    Type = "RollingUpdate",
                    RollingUpdate = new RollingUpdateDaemonSet { MaxUnavailable = s_all },
                },
                Template = template with
                {
                    Spec = template.Spec! with { Containers = [.. template.Spec.Containers!.Select(Uninstalling)] },
                },
            },
        };
    }

    private static Container Uninstalling(Container container) =>
        NodeInstaller.IsInstaller(container)
            ? container with
            {
                Command = NodeInstaller.CommandOf("uninstall"),
                Args = NodeInstaller.CommonArguments(),
                ReadinessProbe = container.ReadinessProbe! with
                {
                    Exec = new ExecAction
                    {
                        Command =
                        [
                            .. NodeInstaller.CommandOf("status"),
                            "--absent",
                            .. NodeInstaller.CommonArguments(),
                        ],
                    },
                },
            }
            : container;
}
