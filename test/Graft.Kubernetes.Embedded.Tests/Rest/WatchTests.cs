using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Rest;

public sealed class WatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_watch_without_a_version_tells_the_state_and_then_every_change()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var seen = new List<string>();
        await foreach (var (type, value) in server.WatchAsync(ConfigMaps))
        {
            seen.Add($"{type} {value["metadata"]!["name"]}");
            switch (seen.Count)
            {
                case 1:
                    await server.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"v"}}""");
                    break;
                case 2:
                    await server.DeleteAsync($"{ConfigMaps}/a");
                    break;
            }
            if (seen.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(["ADDED a", "MODIFIED a", "DELETED a"], seen);
    }

    [Fact]
    public async Task A_watch_from_the_version_of_a_list_misses_nothing_in_between()
    {
        await using var server = await ApiServer.StartAsync();
        var (_, list) = await server.GetAsync(ConfigMaps);
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"between"}}""");

        var version = (string?)list["metadata"]!["resourceVersion"];
        await foreach (var (type, value) in server.WatchAsync($"{ConfigMaps}?resourceVersion={version}"))
        {
            Assert.Equal("ADDED", type);
            Assert.Equal("between", (string?)value["metadata"]!["name"]);
            return;
        }
        Assert.Fail("the watch ended without the change");
    }

    [Fact]
    public async Task An_object_that_ceases_to_match_is_told_as_deleted_and_one_that_comes_to_match_as_added()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"l":"1"}}}""");

        var seen = new List<string>();
        await foreach (var (type, _) in server.WatchAsync($"{ConfigMaps}?labelSelector=l%3D1"))
        {
            seen.Add(type);
            if (seen.Count == 3)
            {
                break;
            }
            var label = seen.Count == 1 ? "2" : "1";
            await server.MergeAsync($"{ConfigMaps}/a", "{\"metadata\":{\"labels\":{\"l\":\"" + label + "\"}}}");
        }

        Assert.Equal(["ADDED", "DELETED", "ADDED"], seen);
    }

    [Fact]
    public async Task A_version_that_is_no_longer_kept_is_gone()
    {
        var options = new EmbeddedControlPlaneOptions { HistoryLimit = 5 };
        await using var server = await ApiServer.StartAsync(new EmbeddedClusterOptions(), options);
        var first = await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        for (var i = 0; i < 8; i++)
        {
            await server.MergeAsync($"{ConfigMaps}/a", "{\"data\":{\"k\":\"" + i + "\"}}");
        }

        var version = (string?)first["metadata"]!["resourceVersion"];
        await foreach (var (type, status) in server.WatchAsync($"{ConfigMaps}?resourceVersion={version}"))
        {
            Assert.Equal("ERROR", type);
            Assert.Equal(410, (int)status["code"]!);
            Assert.Equal("Expired", (string?)status["reason"]);
            return;
        }
        Assert.Fail("the watch ended without an error");
    }

    [Fact]
    public async Task A_streamed_list_ends_with_an_annotated_bookmark()
    {
        await using var server = await ApiServer.StartAsync();
        await server.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var seen = new List<(string Type, JsonObject Object)>();
        const string Query =
            "?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=0";
        await foreach (var change in server.WatchAsync(ConfigMaps + Query))
        {
            seen.Add(change);
            if (seen.Count == 2)
            {
                break;
            }
        }

        Assert.Equal("ADDED", seen[0].Type);
        Assert.Equal("BOOKMARK", seen[1].Type);
        Assert.Equal("true", (string?)seen[1].Object["metadata"]!["annotations"]!["k8s.io/initial-events-end"]);
    }
}
