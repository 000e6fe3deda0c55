using System.Globalization;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Which events a watch tells, from where on, and how it ends.</summary>
public sealed class WatchTests(ClusterFixture clusters)
{
    [Theory, OnEachCluster]
    public async Task From_a_version_on_every_change_is_told_once(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var first = await space.SecretAsync("a");

        await using var watch = await space.WatchAsync($"{space.Secrets}?resourceVersion={first.ResourceVersion}");
        await space.SecretAsync("b");
        await space.MergeAsync($"{space.Secrets}/a", """{"stringData":{"k":"2"}}""");
        await space.DeleteAsync($"{space.Secrets}/b");

        await watch.ExpectAsync("ADDED", "b");
        var modified = await watch.ExpectAsync("MODIFIED", "a");
        var deleted = await watch.ExpectAsync("DELETED", "b");
        Assert.Equal("Mg==", modified.Text("data", "k"));
        Assert.Equal("v1", modified.Text("apiVersion"));
        Assert.Equal("Secret", modified.Text("kind"));
        Assert.True(Version(deleted) > Version(modified));
    }

    [Theory]
    [OnEachCluster("")]
    [OnEachCluster("?resourceVersion=0")]
    public async Task Without_a_version_the_state_comes_first_as_added(Target on, string query)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");
        await space.SecretAsync("b");

        await using var watch = await space.WatchAsync(space.Secrets + query);
        var state = new[] { await watch.NextAsync(), await watch.NextAsync() };
        await space.SecretAsync("c");

        Assert.Equal(["ADDED", "ADDED"], state.Select(change => change.Type));
        Assert.Equal(["a", "b"], state.Select(change => change.Object.Text("metadata", "name")).Order());
        await watch.ExpectAsync("ADDED", "c");
    }

    private static ulong Version(System.Text.Json.Nodes.JsonNode value) =>
        ulong.Parse(value.Text("metadata", "resourceVersion"), CultureInfo.InvariantCulture);
}
