using System.Globalization;
using System.Text.Json.Nodes;

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

    [Theory, OnEachCluster]
    public async Task Changes_of_before_the_watch_are_told_from_their_version_on(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var first = await space.SecretAsync("a");
        await space.SecretAsync("b");
        await space.DeleteAsync($"{space.Secrets}/b");

        await using var watch = await space.WatchAsync($"{space.Secrets}?resourceVersion={first.ResourceVersion}");

        await watch.ExpectAsync("ADDED", "b");
        await watch.ExpectAsync("DELETED", "b");
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

    [Theory, OnEachCluster]
    public async Task What_comes_to_match_is_added_and_what_ceases_to_is_deleted(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var first = await space.SecretAsync("a");

        await using var watch = await space.WatchAsync(
            $"{space.Secrets}?labelSelector=app%3Dx&resourceVersion={first.ResourceVersion}"
        );
        await LabelAsync("x");
        await LabelAsync("x", "\"more\"");
        var left = await LabelAsync("y");
        await LabelAsync("z");
        await LabelAsync("x");
        await space.DeleteAsync($"{space.Secrets}/a");

        await watch.ExpectAsync("ADDED", "a");
        await watch.ExpectAsync("MODIFIED", "a");
        var deleted = await watch.ExpectAsync("DELETED", "a");
        await watch.ExpectAsync("ADDED", "a");
        await watch.ExpectAsync("DELETED", "a");
        // The object as it last matched, at the version of the change.
        Assert.Equal("x", deleted.Text("metadata", "labels", "app"));
        Assert.Equal(left.ResourceVersion, deleted.Text("metadata", "resourceVersion"));

        async Task<Answer> LabelAsync(string app, string note = "null") =>
            (
                await space.MergeAsync(
                    $"{space.Secrets}/a",
                    $$$$"""{"metadata":{"labels":{"app":"{{{{app}}}}"},"annotations":{"note":{{{{note}}}} } } }"""
                )
            ).Expect(200);
    }

    [Theory, OnEachCluster]
    public async Task One_object_is_watched_by_its_name(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var first = await space.SecretAsync("a");

        await using var watch = await space.WatchAsync(
            $"{space.Secrets}?fieldSelector=metadata.name%3Db&resourceVersion={first.ResourceVersion}"
        );
        await space.MergeAsync($"{space.Secrets}/a", """{"stringData":{"k":"2"}}""");
        await space.SecretAsync("b");

        await watch.ExpectAsync("ADDED", "b");
    }

    [Theory, OnEachCluster]
    public async Task A_watch_of_the_cluster_crosses_namespaces(Target on)
    {
        await using var one = await clusters.SpaceAsync(on);
        await using var two = await clusters.SpaceAsync(on);
        var labels = $$$"""
            "labels":{"suite":"{{{one.Name}}}"}
            """;

        await using var watch = await one.WatchAsync($"{Space.All("secrets")}?labelSelector=suite%3D{one.Name}");
        await one.SecretAsync("a", labels);
        await two.SecretAsync("b", labels);

        await watch.ExpectAsync("ADDED", "a");
        await watch.ExpectAsync("ADDED", "b");
    }

    [Theory]
    [OnEachCluster("watch=true")]
    [OnEachCluster("watch=1")]
    [OnEachCluster("watch")]
    [OnEachCluster("watch=yes")]
    public async Task Any_value_but_false_asks_for_a_watch(Target on, string flag)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");

        await using var watch = await space.WatchAsync($"{space.Secrets}?{flag}");

        await watch.ExpectAsync("ADDED", "a");
    }

    [Theory]
    [OnEachCluster("watch=false")]
    [OnEachCluster("watch=0")]
    [OnEachCluster("watch=FALSE")]
    public async Task False_asks_for_a_list(Target on, string flag)
    {
        await using var space = await clusters.SpaceAsync(on);

        var list = await space.GetAsync($"{space.Secrets}?{flag}");

        Assert.Equal("SecretList", list.Expect(200).Text("kind"));
    }

    [Theory, OnEachCluster]
    public async Task The_old_paths_of_watches_are_still_served(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");
        await space.SecretAsync("b");

        await using var all = await space.WatchAsync($"/api/v1/watch/namespaces/{space.Name}/secrets");
        await using var one = await space.WatchAsync($"/api/v1/watch/namespaces/{space.Name}/secrets/b");

        var state = new[] { await all.NextAsync(), await all.NextAsync() };
        Assert.Equal(["a", "b"], state.Select(change => change.Object.Text("metadata", "name")).Order());
        await one.ExpectAsync("ADDED", "b");
    }

    [Theory, OnEachCluster]
    public async Task One_object_read_with_the_flag_is_just_read(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");

        var found = await space.GetAsync($"{space.Secrets}/a?watch=true");

        Assert.Equal("Secret", found.Expect(200).Text("kind"));
    }

    [Theory, OnEachCluster]
    public async Task A_watch_ends_when_its_time_is_up(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.SecretAsync("a");

        await using var watch = await space.WatchAsync($"{space.Secrets}?timeoutSeconds=2");
        var events = await watch.RestAsync();

        Assert.Equal(["ADDED"], events.Select(change => change.Type));
    }

    [Theory, OnEachCluster]
    public async Task A_bookmark_tells_how_far_a_watch_has_come_before_it_ends(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        await using var watch = await space.WatchAsync($"{space.Secrets}?timeoutSeconds=10&allowWatchBookmarks=true");
        var created = await space.SecretAsync("a");
        var events = await watch.RestAsync();

        Assert.Equal("ADDED", events[0].Type);
        var bookmarks = events.Skip(1).ToList();
        Assert.NotEmpty(bookmarks);
        Assert.All(
            bookmarks,
            bookmark =>
            {
                Assert.Equal("BOOKMARK", bookmark.Type);
                Assert.Equal("Secret", bookmark.Object.Text("kind"));
                Assert.Equal("v1", bookmark.Object.Text("apiVersion"));
                Assert.True(Version(bookmark.Object) >= Version(created.Json));
                Assert.Null(bookmark.Object.At("metadata", "annotations", "k8s.io/initial-events-end"));
            }
        );
    }

    [Theory, OnEachCluster]
    public async Task A_version_that_is_too_old_is_expired(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        // A kind that is new cannot have been watched at the beginning of all versions.
        var kind = await CustomKind.DefineAsync(space);
        await kind.CreateAsync("a");

        await using var watch = await space.WatchAsync($"{kind.Path}?resourceVersion=1");

        var status = watch.Code == 200 ? await ErrorAsync(watch) : (await watch.RefusalAsync()).Json;
        Assert.Equal("410", status.Text("code"));
        Assert.Contains(status.Text("reason"), (string[])["Expired", "Gone"]);
        Assert.StartsWith("too old resource version: 1 ", status.Text("message"));
    }

    [Theory, OnEachCluster]
    public async Task A_version_must_be_a_number(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        await using var watch = await space.WatchAsync($"{space.Secrets}?resourceVersion=x");

        Assert.InRange(watch.Code, 400, 500);
    }

    private static async Task<JsonObject> ErrorAsync(WatchReader watch)
    {
        var (type, status) = await watch.NextAsync();
        Assert.Equal("ERROR", type);
        return status;
    }

    private static ulong Version(JsonNode value) =>
        ulong.Parse(value.Text("metadata", "resourceVersion"), CultureInfo.InvariantCulture);
}
