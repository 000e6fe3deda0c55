using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Embedded.Tests;

public sealed class EmbeddedClusterTests
{
    [Fact]
    public async Task One_line_starts_a_cluster_that_a_client_can_work_with()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var cluster = await EmbeddedCluster.StartAsync(cancel);
        using var client = cluster.CreateClient();

        var body = new ConfigMap
        {
            Metadata = new ObjectMeta { Name = "a", Namespace = "default" },
            Data = new Dictionary<string, string> { ["key"] = "value" },
        };
        var created = await client.CreateAsync(body, cancel);
        var found = await client.GetAsync<ConfigMap>(new ObjectKey("default", "a"), cancel);

        Assert.NotNull(created.Metadata.Uid);
        Assert.Equal("value", found.Data!["key"]);
    }

    [Fact]
    public async Task A_cluster_that_ends_while_its_controllers_begin_ends_quietly()
    {
        var cancel = TestContext.Current.CancellationToken;
        for (var round = 0; round < 10; round++)
        {
            await using var cluster = await EmbeddedCluster.StartAsync(cancel);
            using var client = cluster.CreateClient();
            var daemonSet = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = "a", ["namespace"] = "default" },
                ["spec"] = new JsonObject
                {
                    ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "a" } },
                    ["template"] = new JsonObject
                    {
                        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "a" } },
                        ["spec"] = new JsonObject
                        {
                            ["containers"] = new JsonArray(new JsonObject { ["name"] = "a", ["image"] = "a" }),
                        },
                    },
                },
            };
            var type = await client.ResolveAsync("apps/v1", "DaemonSet", cancel);
            daemonSet["apiVersion"] = type.ApiVersion;
            daemonSet["kind"] = type.Kind;
            await client.CreateAsync(Resource.Untyped(type), daemonSet, WriteOptions.Default, cancel);
        }
    }

    [Fact]
    public async Task A_cluster_has_the_namespaces_that_every_cluster_has()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var cluster = await EmbeddedCluster.StartAsync(cancel);
        using var client = cluster.CreateClient();

        var namespaces = await client.ListAsync<Namespace>(cancel);

        Assert.Equal(
            ["default", "kube-node-lease", "kube-public", "kube-system"],
            namespaces.Items.Select(item => item.Metadata.Name)
        );
    }

    [Fact]
    public async Task Clusters_of_one_control_plane_do_not_see_each_other()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var controlPlane = await EmbeddedControlPlane.StartAsync(new EmbeddedControlPlaneOptions(), cancel);
        var garden = await controlPlane.AddClusterAsync("garden", new EmbeddedClusterOptions(), cancel);
        var seed = await controlPlane.AddClusterAsync("seed", new EmbeddedClusterOptions(), cancel);
        using var gardenClient = garden.CreateClient();
        using var seedClient = seed.CreateClient();

        await gardenClient.CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = "only-here" } }, cancel);

        Assert.NotNull(await gardenClient.FindAsync<Namespace>(new ObjectKey(null, "only-here"), cancel));
        Assert.Null(await seedClient.FindAsync<Namespace>(new ObjectKey(null, "only-here"), cancel));
    }

    [Fact]
    public async Task A_cluster_that_was_removed_is_not_found()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var controlPlane = await EmbeddedControlPlane.StartAsync(new EmbeddedControlPlaneOptions(), cancel);
        var garden = await controlPlane.AddClusterAsync("garden", new EmbeddedClusterOptions(), cancel);
        using var client = garden.CreateClient();

        await controlPlane.RemoveClusterAsync("garden", cancel);

        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => client.ListAsync<Namespace>(cancel));
        Assert.Equal(404, refusal.StatusCode);
        Assert.Equal("this control plane has no cluster \"garden\"", refusal.Message);
    }
}
