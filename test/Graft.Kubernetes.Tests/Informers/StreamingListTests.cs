using Graft.Api.Kubernetes;
using Graft.Kubernetes.Informers;
using Graft.Kubernetes.Tests.Transport;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Tests.Informers;

public sealed class StreamingListTests : IAsyncDisposable
{
    private const string End = """
        {"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"7","annotations":{"k8s.io/initial-events-end":"true"}}}
        """;

    private readonly CancellationTokenSource _stop = new();
    private readonly RecordingLogger _log = new();
    private Task _running = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [Fact]
    public async Task One_stream_brings_the_list_and_goes_on_with_changes()
    {
        var stream = new Script();
        await using var server = await ScriptedServer.StartAsync(stream.RunAsync);
        using var client = server.CreateClient();
        var informer = Start(client);
        var seen = new List<string>();
        informer.Subscribe(change => seen.Add($"{change.Type} {change.Key.Name} {change.IsInitial}"));

        stream.Send("ADDED", Answers.ConfigMap("a", "1"));
        stream.Send("ADDED", Answers.ConfigMap("b", "2"));
        stream.Send("MODIFIED", Answers.ConfigMap("a", "3", "new"));
        stream.Send("DELETED", Answers.ConfigMap("b", "4"));
        Assert.False(informer.IsSynced);
        stream.Send("BOOKMARK", End);
        await informer.WaitUntilSyncedAsync(Cancel);
        Assert.Equal("new", Assert.Single(informer.List()).Data!["k"]);
        stream.Send("ADDED", Answers.ConfigMap("c", "8"));
        await Eventually.TrueAsync(() => informer.Count == 2 && seen.Count == 2);

        Assert.Equal(["Added a True", "Added c False"], seen);
        var request = Assert.Single(server.Requests);
        Assert.Contains("watch=true&allowWatchBookmarks=true", request);
        Assert.Contains("sendInitialEvents=true&resourceVersionMatch=NotOlderThan", request);
        Assert.DoesNotContain("resourceVersion=", request);
    }

    [Fact]
    public async Task A_stream_that_breaks_after_the_list_is_taken_up_where_it_was()
    {
        var stream = new Script();
        await using var server = await ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("sendInitialEvents") ? stream.RunAsync(context) : context.StallAsync()
        );
        using var client = server.CreateClient();
        var informer = Start(client);
        stream.Send("ADDED", Answers.ConfigMap("a", "1"));
        stream.Send("BOOKMARK", End);
        await informer.WaitUntilSyncedAsync(Cancel);

        stream.Abort();

        await Eventually.TrueAsync(() => server.Requests.Count == 2);
        Assert.Contains("resourceVersion=7", server.Requests[1]);
        Assert.DoesNotContain("sendInitialEvents", server.Requests[1]);
    }

    [Theory]
    [InlineData(
        422,
        "Invalid",
        "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"
    )]
    [InlineData(400, "BadRequest", "unknown parameter")]
    public async Task A_server_that_refuses_to_stream_is_listed_by_pages(int code, string reason, string message)
    {
        await using var server = await PagingServerAsync(context =>
            context.JsonAsync(Answers.Status(code, reason, message), code)
        );
        using var client = server.CreateClient();
        var informer = Start(client);

        await informer.WaitUntilSyncedAsync(Cancel);

        Assert.Equal(1, informer.Count);
        Assert.Contains(
            $"Information The server does not stream lists of ConfigMap, pages are read: {message}",
            _log.Lines
        );
        Assert.Equal(1, server.Requests.Count(request => request.Contains("sendInitialEvents")));
    }

    [Fact]
    public async Task A_server_that_ignores_the_wish_and_never_ends_the_list_is_listed_by_pages_after_the_deadline()
    {
        var stream = new Script();
        await using var server = await PagingServerAsync(stream.RunAsync);
        using var client = server.CreateClient();
        var informer = Start(client, new InformerOptions { StreamingListTimeout = TimeSpan.FromMilliseconds(200) });
        stream.Send("ADDED", Answers.ConfigMap("ghost", "1"));
        stream.Send("BOOKMARK", """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"2"}}""");

        await informer.WaitUntilSyncedAsync(Cancel);

        Assert.Equal("paged", Assert.Single(informer.List()).Metadata.Name);
        Assert.Contains(_log.Lines, line => line.EndsWith("it was not complete after 0.2 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_whose_streams_break_again_and_again_is_listed_by_pages()
    {
        await using var server = await PagingServerAsync(context =>
            context.SendEventAsync(Answers.Event("ADDED", Answers.ConfigMap("ghost", "1")))
        );
        using var client = server.CreateClient();
        var informer = Start(client);

        await informer.WaitUntilSyncedAsync(Cancel);

        Assert.Equal("paged", Assert.Single(informer.List()).Metadata.Name);
        Assert.Equal(3, server.Requests.Count(request => request.Contains("sendInitialEvents")));
    }

    /// <summary>Streams as the test says, and gives one object by pages.</summary>
    private static Task<ScriptedServer> PagingServerAsync(Microsoft.AspNetCore.Http.RequestDelegate stream) =>
        ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("sendInitialEvents") ? stream(context)
            : context.Request.Query.ContainsKey("watch") ? context.StallAsync()
            : context.JsonAsync(Answers.List("5", Answers.ConfigMap("paged", "1")))
        );

    private Informer<ConfigMap> Start(KubernetesClient client, InformerOptions? options = null)
    {
        using var factory = new LoggerFactory([_log], new LoggerFilterOptions { MinLevel = LogLevel.Debug });
        var informer = new Informer<ConfigMap>(
            client,
            Resource.Of<ConfigMap>(),
            InformerScope.All,
            (options ?? new InformerOptions()) with
            {
                UseStreamingList = true,
            },
            null,
            TimeProvider.System,
            new Random(1),
            factory.CreateLogger<Informer<ConfigMap>>()
        );
        _running = informer.RunAsync(_stop.Token);
        return informer;
    }
}
