using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Installation;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;

namespace Graft.Samples.Crun;

/// <summary>What a Shoot gets for crun.</summary>
public sealed class CrunChart(ImageVector images) : IRuntimeChart
{
    private static readonly NodeInstaller s_installer = new(Crun.Component);

    public Manifest Shared(IReadOnlyList<ContainerRuntime> pools, ClusterContext cluster) =>
        new Manifest()
            .Add(new RuntimeClassDefinition(Crun.Type, Crun.Type, Crun.Type).For(cluster.KubernetesVersion))
            .AddInstallerAccount(Crun.Component, cluster);

    public Manifest Pool(ContainerRuntime runtime, ClusterContext cluster)
    {
        var image = images.Find(Crun.Component.InstallationImage);
        return s_installer.Render(runtime, cluster, Describe(runtime, image), image.ToString());
    }

    public IReadOnlyList<string> FindIgnored(ContainerRuntime runtime) =>
        runtime.Spec?.ProviderConfig is null ? [] : [$"{Crun.Type} takes no configuration"];

    private static RuntimeDescription Describe(ContainerRuntime runtime, Image image) =>
        new()
        {
            Name = Crun.Type,
            Version = image.Tag ?? ImageVector.OwnVersion,
            BinPath = runtime.Spec!.BinaryPath!,
            Binaries = [new RuntimeBinary { Source = "crun", Name = "crun" }],
            Handlers =
            [
                new RuntimeHandler
                {
                    Name = Crun.Type,
                    RuntimeType = "io.containerd.runc.v2",
                    Options = new JsonObject { ["BinaryName"] = $"{runtime.Spec.BinaryPath}/crun" },
                },
            ],
            Requirements = new RuntimeRequirements
            {
                Checks = [new RuntimeCheck { Program = "crun", Arguments = ["--version"] }],
            },
        };
}
