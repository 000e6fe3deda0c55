using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests;

/// <summary>A running cluster that takes another version.</summary>
public sealed class VersionChangeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_kinds_of_the_new_version_are_served_at_once()
    {
        await using var server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions { KubernetesVersion = "v1.24.3" }
        );
        const string Policies = "/apis/policy/v1beta1/podsecuritypolicies";
        await server.CreateAsync(Policies, """{"metadata":{"name":"p"}}""");

        server.Cluster.ChangeVersion("v1.31.0");

        Assert.Equal("v1.31.0", (string?)(await server.GetAsync("/version")).Body["gitVersion"]);
        Assert.Equal(404, (await server.GetAsync(Policies)).Code);
        Assert.Equal(404, (await server.GetAsync("/apis/policy/v1beta1")).Code);
        Assert.DoesNotContain("podsecuritypolicies", (await server.GetAsync("/openapi/v2")).Body.ToJsonString());

        server.Cluster.ChangeVersion("v1.24.3");

        Assert.Equal(200, (await server.GetAsync($"{Policies}/p")).Code);
    }

    [Fact]
    public async Task Kinds_that_stay_are_never_missed_while_versions_change()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"c"}}""");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        string[] paths =
        [
            "/api/v1/namespaces/default/configmaps/c",
            "/apis/node.k8s.io/v1/runtimeclasses",
            "/apis/apps/v1",
            "/apis/policy/v1/poddisruptionbudgets",
        ];
        var readers = paths.Select(path => Task.Run(() => ReadAsync(server, path, ending.Token), Cancel)).ToList();

        for (var i = 0; i < 40; i++)
        {
            server.Cluster.ChangeVersion(i % 2 == 0 ? "v1.24.0" : "v1.33.0");
            await server.GetAsync("/openapi/v3");
        }
        await ending.CancelAsync();

        foreach (var codes in await Task.WhenAll(readers))
        {
            Assert.NotEmpty(codes);
            Assert.All(codes, code => Assert.Equal(200, code));
        }
    }

    [Fact]
    public async Task Watches_of_kinds_that_stay_go_on_and_those_of_kinds_that_go_end()
    {
        await using var server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions { KubernetesVersion = "v1.24.0" }
        );
        const string Secrets = "/api/v1/namespaces/default/secrets";
        const string Policies = "/apis/policy/v1beta1/podsecuritypolicies";
        await server.CreateAsync(Secrets, """{"metadata":{"name":"a"}}""");
        await server.CreateAsync(Policies, """{"metadata":{"name":"a"}}""");
        var stays = server.WatchAsync(Secrets).GetAsyncEnumerator(Cancel);
        var goes = server.WatchAsync(Policies).GetAsyncEnumerator(Cancel);
        Assert.True(await stays.MoveNextAsync());
        Assert.True(await goes.MoveNextAsync());

        server.Cluster.ChangeVersion("v1.31.0");

        // Long before the time that the watch asked for.
        Assert.False(await goes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(8), Cancel));
        await server.CreateAsync(Secrets, """{"metadata":{"name":"b"}}""");
        Assert.True(await stays.MoveNextAsync());
        Assert.Equal("b", (string?)stays.Current.Object["metadata"]!["name"]);
        await stays.DisposeAsync();
        await goes.DisposeAsync();
    }

    [Fact]
    public async Task Objects_stored_in_an_older_version_are_read_and_written_in_the_new_one()
    {
        await using var server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions { KubernetesVersion = "v1.19.0" }
        );
        await server.CreateAsync(
            "/apis/node.k8s.io/v1beta1/runtimeclasses",
            """{"metadata":{"name":"r"},"handler":"shielded"}"""
        );

        server.Cluster.ChangeVersion("v1.31.0");

        const string Path = "/apis/node.k8s.io/v1/runtimeclasses";
        var (_, read) = await server.GetAsync($"{Path}/r");
        Assert.Equal("node.k8s.io/v1", (string?)read["apiVersion"]);
        var list = (await server.GetAsync(Path)).Body["items"]!.AsArray();
        Assert.Equal("node.k8s.io/v1", (string?)((JsonObject)list[0]!)["apiVersion"]);
        var (code, changed) = await server.MergeAsync($"{Path}/r", """{"metadata":{"labels":{"a":"b"}}}""");
        Assert.Equal(200, code);
        Assert.Equal("node.k8s.io/v1", (string?)changed["apiVersion"]);
    }

    [Fact]
    public async Task What_is_no_version_is_refused_and_changes_nothing()
    {
        await using var server = await ApiServer.StartAsync();

        Assert.Throws<FormatException>(() => server.Cluster.ChangeVersion("newest"));

        Assert.Equal("v1.31.0", server.Cluster.KubernetesVersion);
    }

    private static async Task<List<int>> ReadAsync(ApiServer server, string path, CancellationToken cancellationToken)
    {
        var codes = new List<int>();
        do
        {
            codes.Add((await server.GetAsync(path)).Code);
        } while (!cancellationToken.IsCancellationRequested);
        return codes;
    }
}
