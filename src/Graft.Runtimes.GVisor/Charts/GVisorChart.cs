using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Installation;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;
using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Runtimes.GVisor.Charts;

/// <summary>What a Shoot gets for gVisor.</summary>
public static class GVisorChart
{
    private static readonly NodeInstaller s_installer = new(GVisor.Component);

    /// <summary>Once per Shoot: the runtime class, and the installer's service account.</summary>
    public static Manifest Shared(ClusterContext cluster) =>
        new Manifest()
            .Add(new RuntimeClassDefinition(GVisor.Type, GVisor.Handler, GVisor.Type).For(cluster.KubernetesVersion))
            .AddInstallerAccount(GVisor.Component, cluster);

    /// <summary>Once per pool: the installer.</summary>
    public static Manifest Pool(
        ContainerRuntime runtime,
        ClusterContext cluster,
        GVisorConfiguration configuration,
        Image image
    ) => s_installer.Render(runtime, cluster, Describe(runtime, configuration, image), image.ToString());

    internal static RuntimeDescription Describe(
        ContainerRuntime runtime,
        GVisorConfiguration configuration,
        Image image
    ) =>
        new()
        {
            Name = GVisor.Type,
            Version = image.Tag ?? ImageVector.OwnVersion,
            Architectures = ["amd64", "arm64"],
            BinPath = runtime.Spec?.BinaryPath ?? "",
            Binaries =
            [
                // The shim starts runsc, so runsc is there first.
                new RuntimeBinary { Source = "runsc", Name = "runsc" },
                new RuntimeBinary { Source = "containerd-shim-runsc-v1", Name = "containerd-shim-runsc-v1" },
            ],
            Files = [new RuntimeFile { Path = RunscToml.Path, Content = RunscToml.Render(configuration) }],
            Handlers =
            [
                new RuntimeHandler
                {
                    Name = GVisor.Handler,
                    RuntimeType = "io.containerd.runsc.v1",
                    Options = new JsonObject
                    {
                        ["TypeUrl"] = "io.containerd.runsc.v1.options",
                        ["ConfigPath"] = RunscToml.Path,
                    },
                },
            ],
            Requirements = new RuntimeRequirements
            {
                Checks = [new RuntimeCheck { Program = "runsc", Arguments = ["--version"] }],
            },
        };
}
