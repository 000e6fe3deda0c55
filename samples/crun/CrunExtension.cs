using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Installation;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Hosting;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;

namespace Graft.Samples.Crun;

/// <summary>Installs crun, an OCI runtime that containerd starts through the shim that it has for runc.</summary>
public static class CrunExtension
{
    private const string Type = "crun";

    private static readonly RuntimeComponent s_component = new(Type, "crun");
    private static readonly NodeInstaller s_installer = new(s_component);

    public static ExtensionDefinition Definition { get; } =
        new()
        {
            Name = s_component.ExtensionName,
            Program = "graft-runtime-crun",
            Description = "Installs crun on the worker pools that ask for it",
            AddControllers = (controllers, _) =>
            {
                var image = controllers.Services.Images.Find(s_component.InstallationImage);
                controllers.AddContainerRuntime(
                    Type,
                    new RuntimeActuator(
                        controllers.CreateInstallation(s_component),
                        (runtime, cluster) => new RuntimeManifests(Shared(cluster), Pool(runtime, cluster, image))
                    )
                );
            },
        };

    private static Manifest Shared(ClusterContext cluster) =>
        new Manifest()
            .Add(new RuntimeClassDefinition(Type, Type, Type).For(cluster.KubernetesVersion))
            .AddInstallerAccount(s_component, cluster);

    private static Manifest Pool(ContainerRuntime runtime, ClusterContext cluster, Image image) =>
        s_installer.Render(
            runtime,
            cluster,
            new RuntimeDescription
            {
                Name = Type,
                Version = image.Tag ?? ImageVector.OwnVersion,
                BinPath = runtime.Spec!.BinaryPath!,
                Binaries = [new RuntimeBinary { Source = "crun", Name = "crun" }],
                Handlers =
                [
                    new RuntimeHandler
                    {
                        Name = Type,
                        RuntimeType = "io.containerd.runc.v2",
                        Options = new JsonObject { ["BinaryName"] = $"{runtime.Spec.BinaryPath}/crun" },
                    },
                ],
                Requirements = new RuntimeRequirements
                {
                    Checks = [new RuntimeCheck { Program = "crun", Arguments = ["--version"] }],
                },
            },
            image.ToString()
        );
}
