using System.Text.Json.Nodes;

namespace Graft.EndToEnd;

/// <summary>What the main job leaves on the nodes, and that doing it again leaves it alone.</summary>
public sealed class NodeFilesTests(NodeFilesTests.Landscape landscape) : IClassFixture<NodeFilesTests.Landscape>
{
    private const string Shoot = "shoot--local--demo";

    public static TheoryData<string, string, string[]> Pools =>
        new()
        {
            { "ubuntu", "/usr/bin", ["runsc"] },
            { "flatcar", "/var/bin", ["runsc", "kata-qemu", "kata-clh"] },
            { "suse", "/usr/sbin", ["kata-qemu", "kata-clh"] },
        };

    [Theory]
    [MemberData(nameof(Pools))]
    public void Binaries_lie_where_the_metadata_file_says(string pool, string directory, string[] handlers)
    {
        var node = NodeOf(pool);
        Assert.Equal(directory, node.BinaryDirectory);
        var programs = new List<string>();
        if (handlers.Contains("runsc"))
        {
            programs.AddRange(["runsc", "containerd-shim-runsc-v1"]);
        }
        if (handlers.Contains("kata-qemu"))
        {
            programs.Add("containerd-shim-kata-v2");
        }
        foreach (var program in programs)
        {
            var path = node.Resolve($"{directory}/{program}");
            Assert.True(File.Exists(path), $"{path} is missing");
            Assert.Equal("rwxr-xr-x", Mode(path));
        }
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void The_configuration_holds_each_handler_once_beside_all_that_was_there(
        string pool,
        string directory,
        string[] handlers
    )
    {
        var node = NodeOf(pool);
        Assert.NotEmpty(directory);
        var text = File.ReadAllText(node.Config);
        foreach (var handler in handlers)
        {
            Assert.Single(
                text.Split('\n'),
                line => line.Trim().EndsWith($".runtimes.{handler}]", StringComparison.Ordinal)
            );
        }
        var before = File.ReadAllText(node["etc/containerd/config.toml.graft-orig"]);
        var kept = text.Split('\n').ToHashSet();
        Assert.All(before.Split('\n'), line => Assert.Contains(line, kept));
        Assert.All(handlers, handler => Assert.DoesNotContain($".runtimes.{handler}]", before));
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void containerd_was_restarted_exactly_once(string pool, string directory, string[] handlers)
    {
        Assert.NotEmpty(directory);
        Assert.NotEmpty(handlers);
        Assert.Equal(1, NodeOf(pool).ContainerdRestarts());
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public async Task A_real_containerd_reads_the_configuration(string pool, string directory, string[] handlers)
    {
        Assert.NotEmpty(directory);
        var containerd = Command.Find("containerd");
        Assert.SkipWhen(containerd is null, "containerd is not installed");
        var node = NodeOf(pool);
        var isVersion3 = File.ReadLines(node.Config).Any(line => line.Replace(" ", "") == "version=3");
        var version = (await Command.RunAsync(containerd!, "--version")).Succeeded();
        Assert.SkipWhen(
            isVersion3 && version.Contains(" 1.", StringComparison.Ordinal),
            "the installed containerd is older than 2.0 and reads no configuration of version 3"
        );
        var dump = (await Command.RunAsync(containerd!, "--config", node.Config, "config", "dump")).Succeeded();
        Assert.All(handlers, handler => Assert.Contains($".runtimes.{handler}]", dump));
    }

    [Fact]
    public async Task Reconciling_again_changes_no_byte_and_restarts_nothing()
    {
        var nodes = LocalNodeFiles
            .Names(landscape.Data)
            .Select(name => new LocalNodeFiles(landscape.Data, name))
            .ToList();
        var before = nodes.Select(node => node.Fingerprint()).ToList();
        var calls = nodes.Select(node => node.SystemctlCallsSinceKubelet().Count(call => !IsQuestion(call))).ToList();
        (
            await landscape.Kubectl.RunAsync(
                "garden",
                "annotate shoot demo -n garden-local gardener.cloud/operation=reconcile"
            )
        ).Succeeded();
        await WaitForReconcileAsync();
        Assert.Equal(before, nodes.Select(node => node.Fingerprint()));
        Assert.Equal(calls, nodes.Select(node => node.SystemctlCallsSinceKubelet().Count(call => !IsQuestion(call))));
    }

    private async Task WaitForReconcileAsync()
    {
        (
            await landscape.Kubectl.RunAsync(
                "garden",
                "wait shoot/demo -n garden-local --for=jsonpath={.status.lastOperation.type}=Reconcile --timeout=60s"
            )
        ).Succeeded();
        (
            await landscape.Kubectl.RunAsync(
                "garden",
                "wait shoot/demo -n garden-local --for=jsonpath={.status.lastOperation.state}=Succeeded --timeout=60s"
            )
        ).Succeeded();
        var operation = (await landscape.Kubectl.RunAsync(Shoot, "get pods -n kube-system -o json")).Succeeded();
        Assert.All(
            JsonNode.Parse(operation)!["items"]!.AsArray(),
            pod => Assert.Equal(0, (int?)pod!["status"]?["containerStatuses"]?[0]?["restartCount"])
        );
    }

    private static bool IsQuestion(string call) =>
        call.Split(' ')[0] is "is-active" or "show" or "cat" or "is-enabled" or "status";

    private LocalNodeFiles NodeOf(string pool) => LocalNodeFiles.OfPool(landscape.Data, pool);

    private static string Mode(string path)
    {
        var mode = File.GetUnixFileMode(path);
        Span<char> text = stackalloc char[9];
        for (var bit = 0; bit < 9; bit++)
        {
            text[bit] = ((int)mode & (256 >> bit)) != 0 ? "rwx"[bit % 3] : '-';
        }
        return text.ToString();
    }

    public sealed class Landscape() : RunningLandscape("examples/shoot.yaml");
}
