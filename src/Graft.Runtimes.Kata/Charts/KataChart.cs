using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Installation;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;

namespace Graft.Runtimes.Kata.Charts;

/// <summary>What a Shoot gets for Kata Containers.</summary>
internal static class KataChart
{
    private const string ReleaseDirectory = "/opt/kata";

    private const string Shim = "runtime-rs/bin/containerd-shim-kata-v2";

    private static readonly NodeInstaller s_installer = new(Kata.Component);

    /// <summary>
    /// Once per Shoot: a runtime class per hypervisor, one by the name of the runtime type, and the installer's account.
    /// </summary>
    public static Manifest Shared(ClusterContext cluster)
    {
        var classes = Hypervisor
            .All.Select(hypervisor => hypervisor.RuntimeClass(hypervisor.Name))
            .Append(Hypervisor.Qemu.RuntimeClass(Kata.Type));
        return new Manifest()
            .AddRange(classes.Select(definition => definition.For(cluster.KubernetesVersion)))
            .AddInstallerAccount(Kata.Component, cluster);
    }

    /// <summary>Once per pool: the installer.</summary>
    public static Manifest Pool(ContainerRuntime runtime, ClusterContext cluster, Image image) =>
        s_installer.Render(runtime, cluster, Describe(runtime, image), image.ToString());

    internal static RuntimeDescription Describe(ContainerRuntime runtime, Image image)
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
            Handlers = [.. Hypervisor.All.Select(hypervisor => Handler(hypervisor, release))],
            Requirements = new RuntimeRequirements
            {
                Devices = ["/dev/kvm"],
                Checks = [new RuntimeCheck { Program = $"{release}/bin/kata-runtime", Arguments = ["check"] }],
            },
        };
    }

    private static RuntimeHandler Handler(Hypervisor hypervisor, string release) =>
        new()
        {
            Name = hypervisor.Name,
            RuntimeType = "io.containerd.kata.v2",
            RuntimePath = $"{release}/{Shim}",
            Settings = new JsonObject
            {
                ["privileged_without_host_devices"] = true,
                ["pod_annotations"] = new JsonArray("io.katacontainers.*"),
                ["container_annotations"] = new JsonArray("io.katacontainers.*"),
            },
            Options = new JsonObject
            {
                ["ConfigPath"] = $"{release}/share/defaults/kata-containers/runtime-rs/{hypervisor.ConfigurationFile}",
            },
        };
}
