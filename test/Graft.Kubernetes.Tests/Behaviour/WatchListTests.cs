namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Watches that begin with the state and say where it ends.</summary>
public sealed class WatchListTests(ClusterFixture clusters)
{
    private const string Initial =
        "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

    [Theory]
    [OnEachCluster("")]
    [OnEachCluster("&resourceVersion=0")]
    [OnEachCluster("&resourceVersion=%RV%")]
    public async Task The_state_ends_with_a_bookmark_that_says_so(Target on, string query)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");
        var last = await space.SecretAsync("b");
        query = query.Replace("%RV%", last.ResourceVersion, StringComparison.Ordinal);

        await using var watch = await OpenAsync(space, $"{space.Secrets}?{Initial}{query}");
        var state = new[] { await watch.NextAsync(), await watch.NextAsync() };
        var (type, bookmark) = await watch.NextAsync();
        await space.SecretAsync("c");

        Assert.All(state, change => Assert.Equal("ADDED", change.Type));
        Assert.Equal(["a", "b"], state.Select(change => change.Object.Text("metadata", "name")).Order());
        Assert.Equal("BOOKMARK", type);
        Assert.Equal("Secret", bookmark.Text("kind"));
        Assert.Equal("true", bookmark.Text("metadata", "annotations", "k8s.io/initial-events-end"));
        Assert.NotEmpty(bookmark.Text("metadata", "resourceVersion"));
        await watch.ExpectAsync("ADDED", "c");
    }

    [Theory, OnEachCluster]
    public async Task An_empty_state_ends_at_once(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        await using var watch = await OpenAsync(space, $"{space.Secrets}?{Initial}");
        var (type, bookmark) = await watch.NextAsync();

        Assert.Equal("BOOKMARK", type);
        Assert.Equal("true", bookmark.Text("metadata", "annotations", "k8s.io/initial-events-end"));
    }

    [Theory, OnEachCluster]
    public async Task The_state_is_chosen_by_selectors_too(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a", """ "labels":{"app":"x"} """);
        await space.SecretAsync("b");

        await using var watch = await OpenAsync(space, $"{space.Secrets}?{Initial}&labelSelector=app%3Dx");

        await watch.ExpectAsync("ADDED", "a");
        Assert.Equal("BOOKMARK", (await watch.NextAsync()).Type);
    }

    [Theory, OnEachCluster]
    public async Task A_custom_kind_can_be_listed_by_watching(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");

        await using var watch = await OpenAsync(space, $"{kind.Path}?{Initial}");

        await watch.ExpectAsync("ADDED", "a");
        var (type, bookmark) = await watch.NextAsync();
        Assert.Equal("BOOKMARK", type);
        Assert.Equal("Widget", bookmark.Text("kind"));
        Assert.Equal(kind.ApiVersion, bookmark.Text("apiVersion"));
    }

    [Theory]
    [OnEachCluster(
        "watch=true&sendInitialEvents=true",
        "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
    )]
    [OnEachCluster(
        "watch=true&resourceVersionMatch=NotOlderThan",
        "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
    )]
    [OnEachCluster(
        "watch=true&sendInitialEvents=true&resourceVersionMatch=Exact",
        "resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\""
    )]
    public async Task Options_that_contradict_each_other_are_invalid(Target on, string query, string message)
    {
        await using var space = await clusters.SpaceAsync(on);

        await using var watch = await space.WatchAsync($"{space.Secrets}?{query}");

        Assert.Equal(422, watch.Code);
        var refusal = await watch.RefusalAsync();
        refusal.ExpectFailure(422, "Invalid");
        Assert.StartsWith("ListOptions.meta.k8s.io \"\" is invalid: ", refusal.Message);
        Assert.Contains(message, refusal.Message);
    }

    /// <summary>Skips the test where the cluster has the feature switched off.</summary>
    private static async Task<WatchReader> OpenAsync(Space space, string path)
    {
        var watch = await space.WatchAsync(path);
        if (watch.Code == 422)
        {
            var refusal = await watch.RefusalAsync();
            Assert.SkipWhen(
                refusal.Message.Contains("unless the WatchList feature gate is enabled", StringComparison.Ordinal),
                "the cluster has its feature gate WatchList switched off"
            );
        }
        return watch;
    }
}
