using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Transport;

public sealed class KubernetesClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_asks_for_the_path_of_the_kind_and_reads_the_object()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.JsonAsync(Answers.ConfigMap("a", "7", "x"))
        );
        using var client = server.CreateClient();

        var item = await client.GetAsync<ConfigMap>(new ObjectKey("default", "a"), Cancel);

        Assert.Equal("x", item.Data!["k"]);
        Assert.Equal(["GET /api/v1/namespaces/default/configmaps/a"], server.Requests);
    }

    [Fact]
    public async Task A_missing_object_is_null_to_find_and_an_exception_to_get()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.JsonAsync(Answers.Status(404, "NotFound", "configmaps 'a' not found"), 404)
        );
        using var client = server.CreateClient();
        var key = new ObjectKey("default", "a");

        Assert.Null(await client.FindAsync<ConfigMap>(key, Cancel));
        Assert.False(await client.TryDeleteAsync<ConfigMap>(key, Cancel));
        var exception = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<ConfigMap>(key, Cancel));
        Assert.True(exception.IsNotFound);
        Assert.Equal("NotFound", exception.Reason);
        Assert.Equal("configmaps 'a' not found", exception.Message);
    }

    [Fact]
    public async Task Refusals_that_are_no_status_are_quoted()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.JsonAsync("<html>Bad gateway</html>", 502)
        );
        using var client = server.CreateClient();

        var exception = await Assert.ThrowsAsync<KubernetesException>(() =>
            client.GetAsync<ConfigMap>(new ObjectKey("default", "a"), Cancel)
        );

        Assert.Equal(502, exception.StatusCode);
        Assert.Equal(
            "GET /api/v1/namespaces/default/configmaps/a was answered with 502 BadGateway: <html>Bad gateway</html>",
            exception.Message
        );
    }

    [Fact]
    public async Task List_follows_continue_tokens_to_the_end()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.JsonAsync(
                context.Request.Query["continue"].ToString() switch
                {
                    "" => Answers.Page("10", "two", Answers.ConfigMap("a", "1"), Answers.ConfigMap("b", "2")),
                    "two" => Answers.Page("10", "", Answers.ConfigMap("c", "3")),
                    var other => throw new InvalidOperationException(other),
                }
            )
        );
        using var client = server.CreateClient();

        var list = await client.ListAsync<ConfigMap>(new ListOptions { Limit = 2, LabelSelector = "a=b" }, Cancel);

        Assert.Equal(["a", "b", "c"], list.Items.Select(item => item.Metadata.Name));
        Assert.Equal("10", list.ResourceVersion);
        Assert.Equal(
            [
                "GET /api/v1/configmaps?labelSelector=a%3Db&limit=2",
                "GET /api/v1/configmaps?labelSelector=a%3Db&limit=2&continue=two",
            ],
            server.Requests
        );
    }

    [Fact]
    public async Task A_snapshot_that_expires_between_pages_begins_the_list_anew_in_one_piece()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            (context.Request.Query["continue"].ToString(), context.Request.Query["limit"].ToString()) switch
            {
                ("", "1") => context.JsonAsync(Answers.Page("10", "two", Answers.ConfigMap("a", "1"))),
                ("two", _) => context.JsonAsync(Answers.Status(410, "Expired", "too old"), 410),
                _ => context.JsonAsync(Answers.List("11", Answers.ConfigMap("b", "2"), Answers.ConfigMap("c", "3"))),
            }
        );
        using var client = server.CreateClient();

        var list = await client.ListAsync<ConfigMap>(new ListOptions { Limit = 1 }, Cancel);

        Assert.Equal(["b", "c"], list.Items.Select(item => item.Metadata.Name));
        Assert.Equal("11", list.ResourceVersion);
    }

    [Fact]
    public async Task Untyped_items_of_a_list_know_their_kind()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.JsonAsync("""{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"a"}}]}""")
        );
        using var client = server.CreateClient();

        var list = await client.ListAsync(
            Resource.Untyped(new ResourceType("apps", "v1", "DaemonSet", "daemonsets", true)),
            ListOptions.In("kube-system"),
            Cancel
        );

        var item = Assert.Single(list.Items);
        Assert.Equal("apps/v1", (string?)item["apiVersion"]);
        Assert.Equal("DaemonSet", (string?)item["kind"]);
        Assert.Equal(["GET /apis/apps/v1/namespaces/kube-system/daemonsets?limit=500"], server.Requests);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_ends_the_request_after_a_minute()
    {
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(() => gone.TrySetResult());
            await gone.Task;
        });
        var time = new ManualTimeProvider();
        using var client = server.CreateClient(time);

        var get = client.GetAsync<ConfigMap>(new ObjectKey("default", "a"), Cancel);
        await Eventually.TrueAsync(() => server.Requests.Count == 1);
        time.Advance(TimeSpan.FromSeconds(61));

        var exception = await Assert.ThrowsAsync<KubernetesException>(() => get);
        Assert.Equal(504, exception.StatusCode);
    }

    [Fact]
    public async Task A_watch_gives_events_as_they_come_and_ends_with_the_stream()
    {
        var proceed = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            await context.SendEventAsync(Answers.Event("ADDED", Answers.ConfigMap("a", "1")));
            await proceed.Task;
            var bookmark = """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"9"}}""";
            await context.SendEventAsync(Answers.Event("BOOKMARK", bookmark));
            await context.SendEventAsync(Answers.Event("DELETED", Answers.ConfigMap("a", "10")));
        });
        using var client = server.CreateClient();

        var seen = new List<string>();
        await foreach (var change in client.WatchAsync<ConfigMap>(new() { ResourceVersion = "5" }, Cancel))
        {
            seen.Add($"{change.Type} {change.Object.Metadata.ResourceVersion}");
            proceed.TrySetResult();
        }

        Assert.Equal(["Added 1", "Bookmark 9", "Deleted 10"], seen);
        Assert.Matches(
            "watch=true&allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=[345]..$",
            server.Requests[0]
        );
    }

    [Fact]
    public async Task An_error_event_within_a_watch_is_an_exception()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
            context.SendEventAsync(Answers.Event("ERROR", Answers.Status(410, "Expired", "too old resource version")))
        );
        using var client = server.CreateClient();

        var exception = await Assert.ThrowsAsync<KubernetesException>(async () =>
        {
            await foreach (var _ in client.WatchAsync<ConfigMap>(new WatchOptions(), Cancel)) { }
        });

        Assert.True(exception.IsGone);
    }

    [Fact]
    public async Task A_watch_that_outlives_its_own_time_is_ended()
    {
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            await context.SendEventAsync(Answers.Event("ADDED", Answers.ConfigMap("a", "1")));
            await context.StallAsync();
        });
        var time = new ManualTimeProvider();
        using var client = server.CreateClient(time);
        var options = new WatchOptions { Timeout = TimeSpan.FromSeconds(100) };

        await using var events = client.WatchAsync<ConfigMap>(options, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync();
        time.Advance(TimeSpan.FromSeconds(129));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(await next);
    }

    [Fact]
    public async Task A_difference_is_sent_as_merge_patch_and_nothing_as_nothing()
    {
        string? body = null;
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            await context.JsonAsync(Answers.ConfigMap("a", "8", "2"));
        });
        using var client = server.CreateClient();
        var before = new ConfigMap
        {
            Metadata = new()
            {
                Name = "a",
                Namespace = "default",
                ResourceVersion = "7",
                Annotations = new Dictionary<string, string> { ["x"] = "<y>" },
            },
            Data = new Dictionary<string, string> { ["k"] = "1" },
        };
        var after = before with { Data = new Dictionary<string, string> { ["k"] = "2" } };

        Assert.Same(before, await client.PatchDifferenceAsync(before, before, Cancel));
        Assert.Empty(server.Requests);
        var stored = await client.PatchDifferenceAsync(before, after, new() { OptimisticLock = true }, Cancel);

        Assert.Equal("8", stored.Metadata.ResourceVersion);
        Assert.Equal(["PATCH /api/v1/namespaces/default/configmaps/a"], server.Requests);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""{"data":{"k":"2"},"metadata":{"resourceVersion":"7"}}"""),
                JsonNode.Parse(body!)
            )
        );
    }

    [Fact]
    public async Task Create_or_patch_takes_an_object_that_appears_in_between()
    {
        var created = false;
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            switch (context.Request.Method)
            {
                case "POST":
                    created = true;
                    return context.JsonAsync(Answers.Status(409, "AlreadyExists", "there already"), 409);
                case "GET" when !created:
                    return context.JsonAsync(Answers.Status(404, "NotFound", "no"), 404);
                case "GET":
                    return context.JsonAsync(Answers.ConfigMap("a", "3", "theirs"));
                default:
                    return context.JsonAsync(Answers.ConfigMap("a", "4", "ours"));
            }
        });
        using var client = server.CreateClient();

        var stored = await client.CreateOrPatchAsync<ConfigMap>(
            new ObjectKey("default", "a"),
            current =>
                (
                    current
                    ?? new ConfigMap
                    {
                        Metadata = new() { Name = "a", Namespace = "default" },
                    }
                ) with
                {
                    Data = new Dictionary<string, string> { ["k"] = "ours" },
                },
            Cancel
        );

        Assert.Equal("ours", stored.Data!["k"]);
        Assert.Equal(["GET", "POST", "GET", "PATCH"], server.Requests.Select(request => request.Split(' ')[0]));
    }

    [Fact]
    public async Task A_renewed_token_file_is_read_when_the_old_token_is_refused()
    {
        using var directory = new TemporaryDirectory();
        var file = directory["token"];
        await File.WriteAllTextAsync(file, "old\n", Cancel);
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Headers.Authorization == "Bearer new"
                ? context.JsonAsync(Answers.ConfigMap("a", "1"))
                : context.JsonAsync(Answers.Status(401, "Unauthorized", "no"), 401)
        );
        using var client = new KubernetesClient(
            server.Connection with
            {
                TokenFile = file,
            },
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );
        var key = new ObjectKey("default", "a");

        var exception = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<ConfigMap>(key, Cancel));
        Assert.True(exception.IsUnauthorized);
        await File.WriteAllTextAsync(file, "new\n", Cancel);

        Assert.Equal("a", (await client.GetAsync<ConfigMap>(key, Cancel)).Metadata.Name);
    }
}
