using System.Collections.Concurrent;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Informers;
using Graft.Kubernetes.Tests.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Informers;

public sealed class InformerTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _events = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [Fact]
    public async Task A_subscriber_gets_what_is_there_and_then_every_change()
    {
        var watch = new Script();
        await using var server = await StartAsync(watch, Answers.List("5", Answers.ConfigMap("a", "1", "old")));
        using var client = server.CreateClient();
        var informer = Start(client);
        await informer.WaitUntilSyncedAsync(Cancel);

        watch.Send("ADDED", Answers.ConfigMap("b", "6"));
        watch.Send("MODIFIED", Answers.ConfigMap("a", "7", "new"));
        watch.Send("DELETED", Answers.ConfigMap("b", "8"));

        await SeenAsync("Added a@1", "Added b@6", "Updated a@1->7", "Deleted b@8");
        Assert.Equal("new", informer.Find(new ObjectKey("default", "a"))!.Data!["k"]);
        Assert.Equal(["a"], informer.List("default").Select(item => item.Metadata.Name));
        Assert.Empty(informer.List("other"));
    }

    [Fact]
    public async Task A_broken_watch_goes_on_where_it_was_without_another_list()
    {
        var first = new Script();
        var second = new Script();
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("watch")
                ? context.Request.Query["resourceVersion"] == "5"
                    ? first.RunAsync(context)
                    : second.RunAsync(context)
                : context.JsonAsync(Answers.List("5", Answers.ConfigMap("a", "1")))
        );
        using var client = server.CreateClient();
        Start(client);

        first.Send("ADDED", Answers.ConfigMap("b", "6"));
        await SeenAsync("Added a@1", "Added b@6");
        first.Abort();
        second.Send("MODIFIED", Answers.ConfigMap("a", "7"));

        await SeenAsync("Added a@1", "Added b@6", "Updated a@1->7");
        Assert.Equal(1, server.Requests.Count(request => !request.Contains("watch=true")));
        Assert.Contains(server.Requests, request => request.Contains("resourceVersion=6"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_that_is_gone_leads_to_one_list_and_what_vanished_is_deleted(bool asStatus)
    {
        var lists = 0;
        var second = new Script();
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            if (!context.Request.Query.ContainsKey("watch"))
            {
                return context.JsonAsync(
                    Interlocked.Increment(ref lists) == 1
                        ? Answers.List(
                            "5",
                            Answers.ConfigMap("a", "1"),
                            Answers.ConfigMap("b", "2"),
                            Answers.ConfigMap("c", "3")
                        )
                        : Answers.List("9", Answers.ConfigMap("a", "1"), Answers.ConfigMap("c", "8"))
                );
            }
            var gone = Answers.Status(410, "Expired", "too old resource version");
            return context.Request.Query["resourceVersion"] == "9" ? second.RunAsync(context)
                : asStatus ? context.JsonAsync(gone, 410)
                : context.SendEventAsync(Answers.Event("ERROR", gone));
        });
        using var client = server.CreateClient();
        var informer = Start(client);

        await SeenAsync("Added a@1", "Added b@2", "Added c@3", "Updated c@3->8", "Unseen Deleted b@2");
        second.Send("ADDED", Answers.ConfigMap("d", "10"));

        await SeenAsync("Added a@1", "Added b@2", "Added c@3", "Updated c@3->8", "Unseen Deleted b@2", "Added d@10");
        Assert.Equal(2, lists);
        Assert.Null(informer.Find(new ObjectKey("default", "b")));
    }

    [Fact]
    public async Task A_server_that_fails_at_first_is_asked_again()
    {
        var calls = 0;
        var watch = new Script();
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("watch") ? watch.RunAsync(context)
            : Interlocked.Increment(ref calls) == 1 ? context.JsonAsync("boom", 500)
            : context.JsonAsync(Answers.List("5", Answers.ConfigMap("a", "1")))
        );
        using var client = server.CreateClient();
        var informer = Start(client);

        await informer.WaitUntilSyncedAsync(Cancel);

        await SeenAsync("Added a@1");
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_handler_that_throws_or_blocks_holds_up_nobody_else()
    {
        var watch = new Script();
        await using var server = await StartAsync(watch, Answers.List("5", Answers.ConfigMap("a", "1")));
        using var client = server.CreateClient();
        using var blocked = new ManualResetEventSlim();
        var informer = Start(client);
        var throws = 0;
        informer.Subscribe(_ => blocked.Wait(Cancel));
        informer.Subscribe(_ =>
        {
            Interlocked.Increment(ref throws);
            throw new InvalidOperationException("on purpose");
        });
        await informer.WaitUntilSyncedAsync(Cancel);

        watch.Send("ADDED", Answers.ConfigMap("b", "6"));

        await SeenAsync("Added a@1", "Added b@6");
        await Eventually.TrueAsync(() => Volatile.Read(ref throws) == 2);
        blocked.Set();
    }

    [Fact]
    public async Task A_late_subscriber_begins_with_what_is_there_and_a_disposed_one_hears_nothing()
    {
        var watch = new Script();
        await using var server = await StartAsync(watch, Answers.List("5", Answers.ConfigMap("a", "1")));
        using var client = server.CreateClient();
        var informer = Start(client);
        await informer.WaitUntilSyncedAsync(Cancel);
        var late = new ConcurrentQueue<string>();

        var subscription = informer.Subscribe(change => late.Enqueue($"{change.Type} {change.Key.Name}"));
        await Eventually.TrueAsync(() => late.Contains("Added a"));
        subscription.Dispose();
        watch.Send("ADDED", Answers.ConfigMap("b", "6"));

        await SeenAsync("Added a@1", "Added b@6");
        Assert.Equal(["Added a"], late);
    }

    [Fact]
    public async Task Managed_fields_are_not_kept()
    {
        const string Item =
            """{"metadata":{"name":"a","namespace":"default","resourceVersion":"1","managedFields":[{}],"selfLink":"x"}}""";
        await using var server = await StartAsync(new Script(), Answers.List("5", Item));
        using var client = server.CreateClient();
        var informer = Start(client);
        await informer.WaitUntilSyncedAsync(Cancel);

        var item = Assert.Single(informer.List());

        Assert.Equal(["selfLink"], item.Metadata.UnknownFields!.Keys);
    }

    [Fact]
    public async Task A_name_that_was_taken_again_while_nobody_looked_is_a_deletion_and_a_creation()
    {
        var lists = 0;
        var again = Answers.ConfigMap("a", "8").Replace("u-a", "u-new");
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Query["resourceVersion"] == "5"
                ? context.JsonAsync(Answers.Status(410, "Expired", "old"), 410)
            : context.Request.Query.ContainsKey("watch") ? context.StallAsync()
            : context.JsonAsync(
                Interlocked.Increment(ref lists) == 1
                    ? Answers.List("5", Answers.ConfigMap("a", "1"))
                    : Answers.List("9", again)
            )
        );
        using var client = server.CreateClient();
        Start(client);

        await SeenAsync("Added a@1", "Unseen Deleted a@1", "Added a@8");
    }

    [Fact]
    public async Task A_server_that_was_set_back_is_listed_again()
    {
        const string TooLarge = """
            {"kind":"Status","status":"Failure","reason":"Timeout","code":504,"message":"Too large resource version: 5, current: 2",
            "details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}]}}
            """;
        var lists = 0;
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Query["resourceVersion"] == "5" ? context.SendEventAsync(Answers.Event("ERROR", TooLarge))
            : context.Request.Query.ContainsKey("watch") ? context.StallAsync()
            : context.JsonAsync(
                Interlocked.Increment(ref lists) == 1
                    ? Answers.List("5", Answers.ConfigMap("a", "4"))
                    : Answers.List("2", Answers.ConfigMap("b", "2"))
            )
        );
        using var client = server.CreateClient();
        Start(client);

        await SeenAsync("Added a@4", "Added b@2", "Unseen Deleted a@4");
    }

    [Fact]
    public async Task A_bookmark_moves_the_place_where_the_watch_is_taken_up()
    {
        const string Bookmark = """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"77"}}""";
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Query["resourceVersion"] == "5"
                ? context.SendEventAsync(Answers.Event("BOOKMARK", Bookmark))
            : context.Request.Query.ContainsKey("watch") ? context.StallAsync()
            : context.JsonAsync(Answers.List("5", Answers.ConfigMap("a", "1")))
        );
        using var client = server.CreateClient();
        var informer = Start(client);

        await Eventually.TrueAsync(() => server.Requests.Any(request => request.Contains("resourceVersion=77")));
        Assert.Equal(1, informer.Count);
    }

    [Fact]
    public async Task A_set_shares_informers_and_starts_those_asked_for_later()
    {
        await using var server = await StartAsync(new Script(), Answers.List("5", Answers.ConfigMap("a", "1")));
        using var client = server.CreateClient();
        var set = new InformerSet(client, TimeProvider.System, new Random(1), NullLoggerFactory.Instance);
        var first = set.Get<ConfigMap>();
        _running = set.RunAsync(_stop.Token);

        await set.WaitUntilSyncedAsync(Cancel);
        var later = set.Get<ConfigMap>(InformerScope.In("default"));
        await later.WaitUntilSyncedAsync(Cancel);

        Assert.Same(first, set.Get<ConfigMap>());
        Assert.Same(later, set.Get<ConfigMap>(InformerScope.In("default")));
        Assert.NotSame(first, later);
        Assert.Contains("GET /api/v1/namespaces/default/configmaps?limit=500", server.Requests);
    }

    private static Task<ScriptedServer> StartAsync(Script watch, string list) =>
        ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("watch") ? watch.RunAsync(context) : context.JsonAsync(list)
        );

    private Informer<ConfigMap> Start(KubernetesClient client)
    {
        var informer = new Informer<ConfigMap>(
            client,
            Resource.Of<ConfigMap>(),
            InformerScope.All,
            TimeProvider.System,
            new Random(1),
            NullLogger<Informer<ConfigMap>>.Instance
        );
        informer.Subscribe(change =>
            _events.Enqueue(
                (change.IsFinalStateUnknown ? "Unseen " : "")
                    + $"{change.Type} {change.Key.Name}@"
                    + (change.Old is { } old ? $"{old.Metadata.ResourceVersion}->" : "")
                    + change.Object.Metadata.ResourceVersion
            )
        );
        _running = informer.RunAsync(_stop.Token);
        return informer;
    }

    private async Task SeenAsync(params string[] expected)
    {
        await Eventually.TrueAsync(() => _events.Count >= expected.Length);
        Assert.Equal(expected, _events);
    }
}
