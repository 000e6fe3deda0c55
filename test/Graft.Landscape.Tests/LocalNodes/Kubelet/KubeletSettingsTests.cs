using Graft.Landscape.LocalNodes.Kubelet;
using Graft.Landscape.LocalNodes.NodeAgent;

namespace Graft.Landscape.Tests.LocalNodes.Kubelet;

public sealed class KubeletSettingsTests
{
    [Theory]
    [InlineData("1.31.4", false, true)]
    [InlineData("1.26.1", false, true)]
    [InlineData("1.15.0", true, false)]
    public async Task Flags_and_configuration_are_read_from_the_rendered_unit(
        string version,
        bool docker,
        bool containerd
    )
    {
        await using var node = await TriedNode.StartAsync("ubuntu");
        Assert.Null(KubeletSettings.TryRead(node.Root, node.Systemd));
        var pool = Rendered.Pool("ubuntu", version, docker);
        await node.Configuration.ApplyAsync(
            NodeConfiguration.Read(await Rendered.NodeConfigurationAsync(pool), "node-1"),
            node.ContainerdVersion,
            TestContext.Current.CancellationToken
        );

        var settings = KubeletSettings.TryRead(node.Root, node.Systemd)!;

        Assert.Equal($"v{version}", settings.Version);
        Assert.Equal(containerd, settings.UsesContainerd);
        Assert.Equal("ubuntu", settings.Labels["worker.gardener.cloud/pool"]);
        Assert.Equal(docker ? "docker" : "containerd", settings.Labels["worker.gardener.cloud/cri-name"]);
        Assert.Equal(!docker, settings.Labels.ContainsKey("containerruntime.worker.gardener.cloud/gvisor"));
        Assert.Contains(
            settings.Taints,
            taint => taint is { Key: "node.gardener.cloud/critical-components-not-ready", Effect: "NoSchedule" }
        );
    }
}
