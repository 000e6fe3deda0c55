using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Installation;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Charts;

/// <summary>What a Shoot gets for Kata Containers.</summary>
internal static class KataChart
{
    private const string ReleaseDirectory = "/opt/kata";

    private const string Shim = "runtime-rs/bin/containerd-shim-kata-v2";

    private static readonly NodeInstaller s_installer = new(Kata.Component);

    /// <summary>
    /// Once per Shoot: a runtime class per hypervisor that a pool offers, one by the name of the runtime type for the first of
    /// them, and the installer's account.
    /// </summary>
    public static Manifest Shared(IReadOnlyList<KataPool> pools, ClusterContext cluster)
    {
        var offered = OfferedHypervisor.Of(pools);
        var classes = offered
            .Select(offer => offer.Hypervisor.RuntimeClass(offer.Hypervisor.Handler, offer.OnlyPool))
            .Concat(offered.Take(1).Select(offer => offer.Hypervisor.RuntimeClass(Kata.Type, offer.OnlyPool)));
        return new Manifest()
            .AddRange(classes.Select(definition => definition.For(cluster.KubernetesVersion)))
            .AddInstallerAccount(Kata.Component, cluster);
    }

    /// <summary>Once per pool: the installer.</summary>
    public static Manifest Pool(ContainerRuntime runtime, ClusterContext cluster, KataSettings settings, Image image) =>
        s_installer.Render(runtime, cluster, Describe(runtime, settings, image), image.ToString());

    internal static RuntimeDescription Describe(ContainerRuntime runtime, KataSettings settings, Image image)
    {
        var version = KataVersion.Of(image);
        var release = $"{ReleaseDirectory}/{version}";
        return new RuntimeDescription
        {
            Name = Kata.Type,
            Version = version,
            Architectures = ["amd64"],
            BinPath = runtime.Spec?.BinaryPath ?? "",
            Bundles =
            [
                new RuntimeBundle
                {
                    Source = "kata",
                    Directory = release,
                    BuiltFor = ReleaseDirectory,
                    Links = [new RuntimeLink { Name = "containerd-shim-kata-v2", Target = Shim }],
                    // containerd drops the pods of a shim whose path is gone.
                    RetainedWhileRunning = ["runtime-rs"],
                },
            ],
            Handlers = [.. settings.Hypervisors.Select(hypervisor => Handler(hypervisor, settings, release))],
            Requirements = new RuntimeRequirements
            {
                // The first runs guests; the others carry their traffic and their agent's (kernel modules vhost_net, vhost_vsock).
                // Opening such a device loads its module, so that what cannot be opened cannot be had on this node.
                Devices = ["/dev/kvm", "/dev/vhost-vsock", "/dev/vhost-net"],
                Checks = [new RuntimeCheck { Program = $"{release}/bin/kata-runtime", Arguments = ["check"] }],
            },
        };
    }

    private static RuntimeHandler Handler(Hypervisor hypervisor, KataSettings settings, string release) =>
        new()
        {
            Name = hypervisor.Handler,
            RuntimeType = "io.containerd.kata.v2",
            RuntimePath = $"{release}/{Shim}",
            Settings = new JsonObject
            {
                ["privileged_without_host_devices"] = true,
                ["pod_annotations"] = Texts(settings.PodAnnotations),
                ["container_annotations"] = Texts(settings.PodAnnotations),
            },
            Options = new JsonObject
            {
                ["ConfigPath"] = $"{release}/share/defaults/kata-containers/runtime-rs/{hypervisor.ConfigurationFile}",
            },
        };

    private static JsonArray Texts(IReadOnlyList<string> texts) =>
        new([.. texts.Select(text => JsonValue.Create(text))]);
}
