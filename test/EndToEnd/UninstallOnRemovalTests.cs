namespace Graft.EndToEnd;

/// <summary><c>graft up --uninstall-on-removal</c>: a runtime that leaves a pool leaves its nodes.</summary>
public sealed class UninstallOnRemovalTests(UninstallOnRemovalTests.Landscape landscape)
    : IClassFixture<UninstallOnRemovalTests.Landscape>
{
    private const string Shoot = "shoot--local--demo";

    [Fact]
    public async Task Nodes_are_as_before_and_other_pools_keep_the_runtime()
    {
        var node = NodeOf("flatcar");
        var other = NodeOf("ubuntu");
        var untouched = other.Fingerprint();
        Assert.Contains(".runtimes.runsc]", await File.ReadAllTextAsync(node.Config, Token));
        Assert.True(File.Exists(node.Resolve("/var/bin/runsc")));
        var restarts = node.ContainerdRestarts();

        await new DemoShoot(landscape.Kubectl).RemoveRuntimesAsync("flatcar");
        // The objects go when the nodes are done, whatever the Shoot's status says by then.
        const string Gone = "wait cr/gvisor-flatcar cr/kata-containers-flatcar --for=delete --timeout=120s";
        (await landscape.Kubectl.RunAsync("seed", $"{Gone} -n {Shoot}")).Succeeded();

        var config = await File.ReadAllTextAsync(node.Config, Token);
        Assert.DoesNotContain(".runtimes.runsc]", config);
        Assert.DoesNotContain(".runtimes.kata", config);
        Assert.False(File.Exists(node["/var/bin/runsc"]), "runsc is still there");
        Assert.False(File.Exists(node["/etc/containerd/runsc.toml"]), "runsc.toml is still there");
        Assert.False(Directory.Exists(node["/opt/kata"]) && Directory.GetDirectories(node["/opt/kata"]).Length > 0);
        // One restart for each of the two runtimes at most.
        Assert.InRange(node.ContainerdRestarts() - restarts, 1, 2);
        Assert.Equal(untouched, other.Fingerprint());
        var left = (await landscape.Kubectl.RunAsync("seed", $"get cr -n {Shoot} -o name")).Succeeded();
        Assert.DoesNotContain("flatcar", left);
        Assert.Contains("gvisor-ubuntu", left);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LocalNodeFiles NodeOf(string pool) => LocalNodeFiles.OfPool(landscape.Data, pool);

    public sealed class Landscape() : RunningLandscape("examples/shoot.yaml")
    {
        protected override Task<IReadOnlyList<string>> MoreArgumentsAsync() =>
            Task.FromResult<IReadOnlyList<string>>(["--uninstall-on-removal"]);
    }
}
