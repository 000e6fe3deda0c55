using Graft.Api.Gardener;
using Graft.Landscape.LocalNodes.NodeAgent;
using Graft.Node.Toml;

namespace Graft.Landscape.Tests.LocalNodes.NodeAgent;

public sealed class ConfigurationApplierTests
{
    [Theory]
    [InlineData("ubuntu")]
    [InlineData("flatcar")]
    [InlineData("coreos")]
    [InlineData("suse-chost")]
    public async Task A_node_is_brought_to_its_configuration_with_one_restart_and_then_left_alone(string image)
    {
        await using var node = await TriedNode.StartAsync(image);
        var pool = Rendered.Pool(image);
        await node.UserData.ApplyAsync(await Rendered.UserDataAsync(pool), TestContext.Current.CancellationToken);
        var startsBefore = node.StandIns.CountStarts("containerd.service");

        var started = await ApplyAsync(node, await WantedAsync(pool));

        Assert.Contains("kubelet.service", started);
        Assert.Equal(startsBefore + 1, node.StandIns.CountStarts("containerd.service"));
        Assert.Contains(
            "PATH=/var/bin/containerruntimes:",
            node.Read("/etc/systemd/system/containerd.service.d/30-env_config.conf")
        );
        Assert.Contains("Demonstration file", node.Read("/opt/bin/kubelet"));
        Assert.True(Directory.Exists(node.Root.Resolve("/var/bin/containerruntimes")));
        var root = TomlDocument.Parse(node.Read("/etc/containerd/config.toml")).Root;
        var isNew = node.ContainerdVersion.Major >= 2;
        Assert.Equal(
            new TomlString("registry.k8s.io/pause:3.10"),
            isNew
                ? root.Find("plugins", "io.containerd.cri.v1.images", "pinned_images", "sandbox")
                : root.Find("plugins", "io.containerd.grpc.v1.cri", "sandbox_image")
        );
        var runtime = isNew ? "io.containerd.cri.v1.runtime" : "io.containerd.grpc.v1.cri";
        Assert.Equal(
            new TomlBoolean(true),
            root.Find("plugins", runtime, "containerd", "runtimes", "runc", "options", "SystemdCgroup")
        );

        var (files, calls) = (node.Snapshot(), node.StandIns.SystemctlCalls.Count);
        Assert.Empty(await ApplyAsync(node, await WantedAsync(pool)));
        Assert.Equal(files, node.Snapshot());
        Assert.Equal(calls, node.StandIns.SystemctlCalls.Count);
    }

    [Theory]
    [InlineData("ubuntu")]
    [InlineData("flatcar")]
    [InlineData("suse-chost")]
    public async Task A_docker_pool_starts_docker_and_its_containerd_is_left_alone(string image)
    {
        await using var node = await TriedNode.StartAsync(image);
        var pool = Rendered.Pool(image, "1.15.0", docker: true);
        await node.UserData.ApplyAsync(await Rendered.UserDataAsync(pool), TestContext.Current.CancellationToken);

        var started = await ApplyAsync(node, await WantedAsync(pool));

        Assert.Contains("kubelet.service", started);
        Assert.DoesNotContain("containerd.service", started);
        Assert.True(node.Systemd.Exists("docker.service"));
        Assert.False(node.Root.FileExists("/etc/containerd/config.toml"));
        Assert.False(node.Root.FileExists("/etc/metadata/containerruntime"));
        Assert.Empty(await ApplyAsync(node, await WantedAsync(pool)));
    }

    [Fact]
    public async Task Only_what_changed_is_restarted()
    {
        await using var node = await TriedNode.StartAsync("ubuntu");
        var wanted = Configuration(
            [Unit("a.service", ["/etc/a"]), Unit("b.service", [])],
            [File("/etc/a", "one"), File("/etc/c", "three")]
        );
        await ApplyAsync(node, wanted);

        var changed = wanted with { Files = [File("/etc/a", "two"), File("/etc/c", "four")] };

        Assert.Equal(["a.service"], await ApplyAsync(node, changed));
        Assert.Equal("two", node.Read("/etc/a"));
    }

    [Fact]
    public async Task Removed_units_drop_ins_and_files_are_cleaned_up()
    {
        await using var node = await TriedNode.StartAsync("ubuntu");
        var unit = Unit("a.service", []) with
        {
            DropIns = [new DropIn { Name = "10-x.conf", Content = "[Service]\n" }],
        };
        await ApplyAsync(node, Configuration([unit, Unit("b.service", [])], [File("/etc/a", "one")]));

        await ApplyAsync(node, Configuration([unit with { DropIns = null }], []));

        Assert.False(node.Root.FileExists("/etc/a"));
        Assert.False(node.Root.FileExists("/etc/systemd/system/b.service"));
        Assert.False(node.Root.FileExists("/etc/systemd/system/a.service.d/10-x.conf"));
        Assert.True(node.Root.FileExists("/etc/systemd/system/a.service"));
        Assert.Contains("stop b.service", node.StandIns.SystemctlCalls);
        Assert.Contains("disable b.service", node.StandIns.SystemctlCalls);
    }

    [Fact]
    public async Task A_unit_that_shall_stop_is_stopped_and_disabled()
    {
        await using var node = await TriedNode.StartAsync("flatcar");
        var unit = new SystemdUnit
        {
            Name = "update-engine.service",
            Command = "stop",
            Enable = false,
        };

        Assert.Empty(await ApplyAsync(node, Configuration([unit], [])));

        Assert.Equal(
            ["daemon-reload", "disable update-engine.service", "stop update-engine.service"],
            node.StandIns.SystemctlCalls
        );
    }

    private static async Task<NodeConfiguration> WantedAsync(Gardenlet.Rendering.PoolObjects pool) =>
        NodeConfiguration.Read(await Rendered.NodeConfigurationAsync(pool), "node-1");

    private static Task<IReadOnlyList<string>> ApplyAsync(TriedNode node, NodeConfiguration wanted) =>
        node.Configuration.ApplyAsync(wanted, node.ContainerdVersion, TestContext.Current.CancellationToken);

    private static NodeConfiguration Configuration(
        IReadOnlyList<SystemdUnit> units,
        IReadOnlyList<OperatingSystemFile> files
    ) => new() { Units = units, Files = files };

    private static SystemdUnit Unit(string name, IReadOnlyList<string> filePaths) =>
        new()
        {
            Name = name,
            Enable = true,
            Command = "start",
            Content = $"[Service]\nExecStart=/opt/bin/{name}\n",
            FilePaths = filePaths,
        };

    private static OperatingSystemFile File(string path, string data) =>
        new()
        {
            Path = path,
            Permissions = 420,
            Content = new FileContent
            {
                Inline = new FileContentInline { Encoding = "", Data = data },
            },
        };
}
