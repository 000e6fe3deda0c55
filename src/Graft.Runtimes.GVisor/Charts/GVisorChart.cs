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

    /// <summary>Once per Shoot: a runtime class per handler that pools offer, and the installer's service account.</summary>
    /// <param name="cluster">The Shoot.</param>
    /// <param name="pools">Its pools that have gVisor, and how each is configured.</param>
    public static Manifest Shared(
        ClusterContext cluster,
        IReadOnlyList<(string Name, GVisorConfiguration Configuration)> pools
    )
    {
        var offers = pools.Select(pool => (pool.Name, Offers: GVisorOffer.Of(pool.Configuration))).ToList();
        var handlers = offers.SelectMany(pool => pool.Offers).DistinctBy(offer => offer.Class, StringComparer.Ordinal);
        var classes = HandlerOffer
            .Of([
                .. offers.Select(pool => (pool.Name, (IReadOnlyList<string>)[.. pool.Offers.Select(one => one.Class)])),
            ])
            .Join(
                handlers,
                offer => offer.Name,
                handler => handler.Class,
                (offer, handler) =>
                    new RuntimeClassDefinition(handler.Class, handler.Handler, GVisor.Type) { Pool = offer.OnlyPool },
                StringComparer.Ordinal
            );
        return new Manifest()
            .AddRange(classes.Select(definition => definition.For(cluster.KubernetesVersion)))
            .AddInstallerAccount(GVisor.Component, cluster);
    }

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
    )
    {
        var offers = GVisorOffer.Of(configuration);
        return new()
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
            Files =
            [
                .. offers.Select(offer => new RuntimeFile
                {
                    Path = offer.File,
                    Content = RunscToml.Render(offer.Flags),
                }),
            ],
            Handlers = [.. offers.Select(Handler)],
            Requirements = new RuntimeRequirements
            {
                Devices = offers.Any(offer => offer.Flags.NeedsKvm) ? ["/dev/kvm"] : null,
                Checks = [new RuntimeCheck { Program = "runsc", Arguments = ["--version"] }],
            },
        };
    }

    private static RuntimeHandler Handler(GVisorOffer offer) =>
        new()
        {
            Name = offer.Handler,
            RuntimeType = "io.containerd.runsc.v1",
            Options = new JsonObject { ["TypeUrl"] = "io.containerd.runsc.v1.options", ["ConfigPath"] = offer.File },
        };
}
