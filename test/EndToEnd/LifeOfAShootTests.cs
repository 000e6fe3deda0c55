namespace Graft.EndToEnd;

/// <summary>Runtimes leave pools, and a Shoot leaves the garden.</summary>
public sealed class LifeOfAShootTests(LifeOfAShootTests.Landscape landscape)
    : IClassFixture<LifeOfAShootTests.Landscape>
{
    private const string Shoot = "shoot--local--demo";

    private readonly DemoShoot _demo = new(landscape.Kubectl);

    [Fact]
    public async Task Runtimes_leave_pools_one_by_one_and_then_the_Shoot_goes()
    {
        await _demo.RemoveRuntimesAsync("ubuntu");
        await ExpectAsync(
            "seed",
            $"get cr -n {Shoot} -o name",
            "gvisor-flatcar",
            "kata-containers-flatcar",
            "kata-containers-suse"
        );
        await ExpectAsync(Shoot, "get runtimeclass -o name", "gvisor", "kata-clh", "kata-containers", "kata-qemu");
        await ExpectAsync(
            Shoot,
            "get ds -n kube-system -o name",
            "containerd-gvisor-flatcar",
            "containerd-kata-flatcar",
            "containerd-kata-suse"
        );

        await _demo.RemoveRuntimesAsync("flatcar");
        await ExpectAsync("seed", $"get cr -n {Shoot} -o name", "kata-containers-suse");
        await ExpectAsync(Shoot, "get runtimeclass -o name", "kata-clh", "kata-containers", "kata-qemu");
        await ExpectAsync(Shoot, "get ds -n kube-system -o name", "containerd-kata-suse");

        (
            await landscape.Kubectl.RunAsync(
                "garden",
                "annotate shoot demo -n garden-local confirmation.gardener.cloud/deletion=true"
            )
        ).Succeeded();
        (
            await landscape.Kubectl.RunAsync("garden", "delete shoot demo -n garden-local --wait --timeout=90s")
        ).Succeeded();
        await ExpectAsync("garden", "get shoots -A -o name");
        Assert.Contains("NotFound", (await landscape.Kubectl.RunAsync("seed", $"get namespace {Shoot}")).Failed());
        await ExpectAsync("seed", "get clusters.extensions.gardener.cloud -o name");
        await ExpectAsync("seed", "get osc,cr,worker,mr -A -o name");
        Assert.Empty(LocalNodeFiles.Names(landscape.Data));
        var contexts = (await landscape.Kubectl.RunAsync("garden", "config get-contexts -o name")).Succeeded();
        Assert.DoesNotContain(Shoot, contexts);
    }

    private async Task ExpectAsync(string context, string arguments, params string[] names)
    {
        var output = (await landscape.Kubectl.RunAsync(context, arguments)).Succeeded();
        var found = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('/')[^1]);
        Assert.Equal(names, found.Order(StringComparer.Ordinal));
    }

    public sealed class Landscape() : RunningLandscape("examples/shoot.yaml");
}
