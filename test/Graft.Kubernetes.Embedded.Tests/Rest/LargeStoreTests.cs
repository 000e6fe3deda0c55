using System.Net;
using System.Text.Json.Nodes;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Rest;

/// <summary>Lists and watches of more than goes into one buffer.</summary>
public sealed class LargeStoreTests
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    [Fact]
    public async Task A_long_list_arrives_whole_in_every_form()
    {
        await using var server = await ApiServer.StartAsync();
        await FillAsync(server, count: 60, size: 10_000);

        foreach (
            var (accept, items) in new[]
            {
                ("application/json", "items"),
                ("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "items"),
                ("application/json;as=Table;g=meta.k8s.io;v=v1", "rows"),
            }
        )
        {
            var (code, list) = await server.SendAsync("GET", $"{Secrets}?includeObject=Object", accept: accept);
            Assert.Equal(200, code);
            Assert.Equal(60, list[items]!.AsArray().Count);
            Assert.NotNull(list["metadata"]!["resourceVersion"]);
        }
        var (_, empty) = await server.GetAsync($"{Secrets}?labelSelector=none");
        Assert.Empty(empty["items"]!.AsArray());
    }

    [Fact]
    public async Task A_long_state_arrives_whole_in_a_watch()
    {
        await using var server = await ApiServer.StartAsync();
        await FillAsync(server, count: 60, size: 10_000);
        var seen = new HashSet<string>(StringComparer.Ordinal);

        await foreach (var (type, value) in server.WatchAsync(Secrets, endsAtState: true))
        {
            if (type == "BOOKMARK")
            {
                break;
            }
            seen.Add((string)value["metadata"]!["name"]!);
        }

        Assert.Equal(60, seen.Count);
    }

    [Fact]
    public async Task A_continue_token_is_good_for_five_minutes_where_the_history_is_shorter()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions(),
            new EmbeddedControlPlaneOptions { Time = time, HistoryLimit = 1 }
        );
        await FillAsync(server, count: 6, size: 10);
        var (_, first) = await server.GetAsync($"{Secrets}?limit=2");
        var next = $"{Secrets}?limit=2&continue={Uri.EscapeDataString((string)first["metadata"]!["continue"]!)}";
        await server.DeleteAsync($"{Secrets}/c3");
        await server.DeleteAsync($"{Secrets}/c5");

        time.Advance(TimeSpan.FromMinutes(4));
        var (_, second) = await server.GetAsync(next);
        Assert.Equal(["c2", "c3"], second["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!));

        time.Advance(TimeSpan.FromMinutes(2));
        var (code, refused) = await server.GetAsync(next);
        Assert.Equal((int)HttpStatusCode.Gone, code);
        Assert.Equal("Expired", (string?)refused["reason"]);
    }

    [Fact]
    public async Task A_watcher_that_does_not_read_is_told_410_when_it_reads_again()
    {
        await using var server = await ApiServer.StartAsync(
            new EmbeddedClusterOptions(),
            new EmbeddedControlPlaneOptions { HistoryLimit = 10 }
        );
        await FillAsync(server, count: 1, size: 10);
        var (_, list) = await server.GetAsync(Secrets);
        var version = (string)list["metadata"]!["resourceVersion"]!;
        var padding = new string('x', 300_000);
        var types = new List<string>();

        await using var watching = server
            .WatchAsync($"{Secrets}?resourceVersion={version}", seconds: 300)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await server.MergeAsync($"{Secrets}/c0", """{"stringData":{"number":"first"}}""");
        Assert.True(await watching.MoveNextAsync());
        // Far more than all buffers on the way hold: 40 MB.
        for (var i = 0; i < 130; i++)
        {
            await server.MergeAsync($"{Secrets}/c0", $$$"""{"stringData":{"number":"{{{i}}}{{{padding}}}"}}""");
        }
        JsonObject last;
        do
        {
            types.Add(watching.Current.Type);
            last = watching.Current.Object;
        } while (await watching.MoveNextAsync());

        Assert.Equal("ERROR", types[^1]);
        Assert.Equal((410, "Expired"), ((int)last["code"]!, (string)last["reason"]!));
        Assert.All(types.SkipLast(1), type => Assert.Equal("MODIFIED", type));
        Assert.InRange(types.Count, 2, 130);
    }

    private static async Task FillAsync(ApiServer server, int count, int size)
    {
        for (var i = 0; i < count; i++)
        {
            var data = new string((char)('a' + (i % 26)), size);
            await server.CreateAsync(
                Secrets,
                $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"c{{{i}}}"},"stringData":{"text":"{{{data}}}"}}"""
            );
        }
    }
}
