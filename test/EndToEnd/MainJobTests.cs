using System.Text.Json.Nodes;

namespace Graft.EndToEnd;

/// <summary>The main job, looked at with stock kubectl and on the nodes' directories.</summary>
public sealed class MainJobTests(MainJobTests.Landscape landscape) : IClassFixture<MainJobTests.Landscape>
{
    private const string Shoot = "shoot--local--demo";

    [Fact]
    public async Task The_kubeconfig_has_a_context_per_cluster()
    {
        var contexts = (await landscape.Kubectl.RunAsync("garden", "config get-contexts -o name")).Succeeded();
        Assert.Equal(["garden", "seed", Shoot], contexts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task The_garden_shows_the_Shoot_as_succeeded()
    {
        var table = (await landscape.Kubectl.RunAsync("garden", "get shoots,cloudprofiles -A")).Succeeded();
        Assert.Contains("demo", table);
        Assert.Matches(@"demo +local +local +local +\S+ +Create +Succeeded +100", table);
        Assert.Contains("cloudprofile.core.gardener.cloud/local", table);
    }

    [Fact]
    public async Task The_seed_shows_the_extension_objects()
    {
        var table = (await landscape.Kubectl.RunAsync("seed", "get osc,cr,worker,mr -A")).Succeeded();
        Assert.Contains("containerruntime.extensions.gardener.cloud/gvisor-flatcar", table);
        Assert.Contains("containerruntime.extensions.gardener.cloud/gvisor-ubuntu", table);
        Assert.Contains("containerruntime.extensions.gardener.cloud/kata-containers-flatcar", table);
        Assert.Contains("containerruntime.extensions.gardener.cloud/kata-containers-suse", table);
        Assert.Contains("managedresource.resources.gardener.cloud/extension-runtime-gvisor", table);
        Assert.Contains("managedresource.resources.gardener.cloud/extension-runtime-kata-installation-suse", table);
        Assert.DoesNotContain("Error", table);
    }

    [Fact]
    public async Task Every_extension_object_has_succeeded()
    {
        var json = (await landscape.Kubectl.RunAsync("seed", "get osc,cr,worker -A -o json")).Succeeded();
        var items = JsonNode.Parse(json)!["items"]!.AsArray();
        Assert.True(items.Count >= 6 + 4 + 1, $"{items.Count} objects");
        Assert.All(items, item => Assert.Equal("Succeeded", (string?)item!["status"]?["lastOperation"]?["state"]));
    }

    [Fact]
    public async Task Nodes_carry_the_labels_of_their_pools()
    {
        var labels = (await landscape.Kubectl.RunAsync(Shoot, "get nodes --show-labels --no-headers")).Succeeded();
        var flatcar = labels
            .Split('\n')
            .Single(line => line.Contains("worker.gardener.cloud/pool=flatcar", StringComparison.Ordinal));
        Assert.All(
            [
                "worker.gardener.cloud/cri-name=containerd",
                "containerruntime.worker.gardener.cloud/gvisor=true",
                "containerruntime.worker.gardener.cloud/kata-containers=true",
                "container.runtime.gvisor=true",
                "container.runtime.kata-containers=true",
            ],
            label => Assert.Contains(label, flatcar)
        );
        var suse = labels
            .Split('\n')
            .Single(line => line.Contains("worker.gardener.cloud/pool=suse", StringComparison.Ordinal));
        Assert.DoesNotContain("gvisor", suse);
    }

    [Fact]
    public async Task RuntimeClasses_name_their_handlers()
    {
        var table = (await landscape.Kubectl.RunAsync(Shoot, "get runtimeclass --no-headers")).Succeeded();
        var handlers = table
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(columns => columns[0], columns => columns[1]);
        Assert.Equal("runsc", handlers["gvisor"]);
        Assert.Equal("kata-qemu", handlers["kata-qemu"]);
        Assert.Equal("kata-qemu", handlers["kata-containers"]);
        Assert.Equal("kata-clh", handlers["kata-clh"]);
    }

    [Fact]
    public async Task Installers_are_rolled_out()
    {
        foreach (var name in (string[])["gvisor-flatcar", "gvisor-ubuntu", "kata-flatcar", "kata-suse"])
        {
            (
                await landscape.Kubectl.RunAsync(
                    Shoot,
                    $"rollout status ds/containerd-{name} -n kube-system --timeout=10s"
                )
            ).Succeeded();
        }
        var table = (await landscape.Kubectl.RunAsync(Shoot, "get ds -n kube-system --no-headers")).Succeeded();
        Assert.Equal(4, table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("garden", "shoot demo -n garden-local")]
    [InlineData("garden", "cloudprofile local")]
    [InlineData("seed", "osc -n shoot--local--demo")]
    [InlineData("seed", "cr -n shoot--local--demo")]
    [InlineData("seed", "worker -n shoot--local--demo")]
    [InlineData("seed", "mr -n shoot--local--demo")]
    [InlineData(Shoot, "nodes")]
    [InlineData(Shoot, "runtimeclass gvisor")]
    [InlineData(Shoot, "ds -n kube-system")]
    [InlineData(Shoot, "pods -n kube-system")]
    public async Task Describe_works(string context, string what)
    {
        var text = (await landscape.Kubectl.RunAsync(context, $"describe {what}")).Succeeded();
        Assert.Contains("Name:", text);
    }

    [Fact]
    public async Task Objects_are_applied_patched_and_deleted()
    {
        const string Manifest = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: tried, namespace: default}
            data: {colour: green}
            """;
        var kubectl = landscape.Kubectl;
        Assert.Contains("created", (await kubectl.RunAsync(Shoot, "apply -f -", Manifest)).Succeeded());
        Assert.Contains("unchanged", (await kubectl.RunAsync(Shoot, "apply -f -", Manifest)).Succeeded());
        var changed = Manifest.Replace("green", "red", StringComparison.Ordinal);
        Assert.Contains("configured", (await kubectl.RunAsync(Shoot, "apply -f -", changed)).Succeeded());
        (await kubectl.RunAsync(Shoot, """patch cm tried -p {"data":{"size":"small"}}""")).Succeeded();
        var data = (await kubectl.RunAsync(Shoot, "get cm tried -o jsonpath={.data}")).Succeeded();
        Assert.Equal("""{"colour":"red","size":"small"}""", data);
        (await kubectl.RunAsync(Shoot, "delete cm tried --wait")).Succeeded();
        Assert.Contains("NotFound", (await kubectl.RunAsync(Shoot, "get cm tried")).Failed());
    }

    [Fact]
    public void Every_pool_has_its_node()
    {
        Assert.Equal(3, LocalNodeFiles.Names(landscape.Data).Count);
    }

    public sealed class Landscape() : RunningLandscape("examples/shoot.yaml");
}
