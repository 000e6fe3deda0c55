namespace RealNode.Containerd;

/// <summary>The installer as a program, on nodes whose containerd is real.</summary>
[Collection(nameof(RealContainerd))]
public sealed class InstallTests
{
    [Theory]
    [InlineData("1.6", 1)]
    [InlineData("1.6", 2)]
    [InlineData("1.7", 1)]
    [InlineData("1.7", 2)]
    [InlineData("2", 2)]
    [InlineData("2", 3)]
    [InlineData("2", 4)]
    public async Task A_runtime_is_served_after_one_restart_and_then_nothing_is_left_to_do(string release, int version)
    {
        var known = await ContainerdRelease.GetAsync(release, TestContext.Current.CancellationToken);
        Assert.SkipUnless(
            known.Reads(version),
            $"containerd {known.Version} does not read configuration files of version {version}"
        );
        await using var node = await PrivateNode.StartAsync(release, Configurations.Of(version));
        Installation.Provide(node, "/usr/bin/crun");
        Assert.Equal(["runc"], await Handlers.ServedByAsync(node));

        Installation.Succeeds(await Installation.InstallAsync(node, Installation.Crun));

        Assert.Equal(["crun", "runc"], await Handlers.ServedByAsync(node));
        Assert.Equal(1, node.Restarts);
        var written = node.Configuration;
        Installation.Succeeds(await Installation.InstallAsync(node, Installation.Crun));
        var status = await Installation.StatusAsync(node, Installation.Crun);
        Assert.Equal("ready: crun 1.8.1 (crun) is installed and served\n", status.Output);
        Assert.Equal(1, node.Restarts);
        Assert.Equal(written, node.Configuration);
    }

    [Theory]
    [MemberData(nameof(ContainerdRelease.All), MemberType = typeof(ContainerdRelease))]
    public async Task A_node_without_a_configuration_gets_the_default_of_its_containerd(string release)
    {
        await using var node = await PrivateNode.StartAsync(release, configuration: null);
        Installation.Provide(node, "/usr/bin/crun");

        Installation.Succeeds(await Installation.InstallAsync(node, Installation.Crun));

        Assert.Equal(["crun", "runc"], await Handlers.ServedByAsync(node));
        Assert.Equal(1, node.Restarts);
    }
}
