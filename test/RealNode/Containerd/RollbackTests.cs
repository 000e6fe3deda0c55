using System.Text.Json.Nodes;

namespace RealNode.Containerd;

/// <summary>A runtime whose table containerd cannot work with leaves the node as it was.</summary>
[Collection(nameof(RealContainerd))]
public sealed class RollbackTests
{
    [Theory]
    [MemberData(nameof(ContainerdRelease.All), MemberType = typeof(ContainerdRelease))]
    public async Task A_table_that_stops_the_CRI_plugin_is_taken_back(string release)
    {
        var before = Configurations.Common;
        await using var node = await PrivateNode.StartAsync(release, before);
        Installation.Provide(node, "/usr/bin/crun");
        // containerd reads the file that the key names when it starts, and not when it prints its configuration.
        var broken = Installation.Crun with
        {
            Handlers =
            [
                Installation.Crun.Handlers[0] with
                {
                    Settings = new JsonObject { ["base_runtime_spec"] = "/etc/containerd/nowhere.json" },
                },
            ],
        };

        var end = await Installation.InstallAsync(node, broken);

        Assert.Equal(1, end.ExitCode);
        Assert.Contains("without its CRI plugin", end.Output, StringComparison.Ordinal);
        Assert.Equal(before, node.Configuration);
        Assert.Equal(2, node.Restarts);
        Assert.Contains("nowhere.json", node.Log, StringComparison.Ordinal);
        Assert.Equal(["runc"], await Handlers.ServedByAsync(node));
        // And the repaired one is installed.
        Installation.Succeeds(await Installation.InstallAsync(node, Installation.Crun));
        Assert.Equal(["crun", "runc"], await Handlers.ServedByAsync(node));
    }

    [Theory]
    [MemberData(nameof(ContainerdRelease.All), MemberType = typeof(ContainerdRelease))]
    public async Task A_table_that_containerd_cannot_even_read_is_never_written(string release)
    {
        var before = Configurations.Common;
        await using var node = await PrivateNode.StartAsync(release, before);
        Installation.Provide(node, "/usr/bin/crun");
        var broken = Installation.Crun with
        {
            Handlers =
            [
                Installation.Crun.Handlers[0] with
                {
                    Settings = new JsonObject { ["pod_annotations"] = "not a list" },
                },
            ],
        };

        var end = await Installation.InstallAsync(node, broken);

        Assert.Equal(3, end.ExitCode);
        Assert.Contains("refusing to modify /etc/containerd/config.toml", end.Output, StringComparison.Ordinal);
        Assert.Equal(before, node.Configuration);
        Assert.Equal(0, node.Restarts);
    }
}
