using Graft.Api.Kubernetes;
using Graft.Kubernetes.Informers;
using Graft.Kubernetes.Tests.Transport;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Informers;

/// <summary>A cache whose watch says what the test has it say, and no more.</summary>
public sealed class LatestObjectsTests : IAsyncDisposable
{
    private static readonly ObjectKey s_key = new("default", "a");

    private readonly CancellationTokenSource _stop = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Script _watch = new();
    private Task _running = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [Fact]
    public async Task What_was_written_counts_until_the_cache_has_it()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1", "old"));
        using var client = server.CreateClient();
        var cache = await CacheAsync(client);
        using var latest = new LatestObjects<ConfigMap>(Resource.Of<ConfigMap>(), cache, _time);
        Assert.Equal("old", ValueOf(latest));

        latest.Note(Item("6", "written"));
        Assert.Equal(("written", "old"), (ValueOf(latest), cache.Find(s_key)!.Data!["k"]));

        _watch.Send("MODIFIED", Answers.ConfigMap("a", "7", "later"));
        await Eventually.TrueAsync(() => ValueOf(latest) == "later");
    }

    [Fact]
    public async Task What_the_cache_knew_before_the_note_goes_before_it()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "9", "newer"));
        using var client = server.CreateClient();
        using var latest = new LatestObjects<ConfigMap>(Resource.Of<ConfigMap>(), await CacheAsync(client), _time);

        latest.Note(Item("6", "written"));

        Assert.Equal("newer", ValueOf(latest));
    }

    [Fact]
    public async Task A_deletion_ends_it_and_an_earlier_one_of_the_same_name_does_not()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1", "old"));
        using var client = server.CreateClient();
        var cache = await CacheAsync(client);
        using var latest = new LatestObjects<ConfigMap>(Resource.Of<ConfigMap>(), cache, _time);
        var anew = Item("7", "anew");
        latest.Note(anew with { Metadata = anew.Metadata with { Uid = "another" } });

        _watch.Send("DELETED", Answers.ConfigMap("a", "6", "old"));
        await Eventually.TrueAsync(() => cache.Find(s_key) is null);
        Assert.Equal("anew", ValueOf(latest));

        latest.Note(Item("8", "anew"));
        _watch.Send("ADDED", Answers.ConfigMap("a", "8", "anew"));
        _watch.Send("DELETED", Answers.ConfigMap("a", "9", "anew"));
        await Eventually.TrueAsync(() => latest.Find(s_key) is null);
    }

    [Fact]
    public async Task A_cache_that_stays_behind_is_believed_after_half_a_minute()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1", "old"));
        using var client = server.CreateClient();
        using var latest = new LatestObjects<ConfigMap>(Resource.Of<ConfigMap>(), await CacheAsync(client), _time);
        latest.Note(Item("6", "written"));

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("written", ValueOf(latest));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("old", ValueOf(latest));
    }

    [Fact]
    public async Task What_was_removed_is_hidden_until_another_of_its_name_is_there()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1", "old"));
        using var client = server.CreateClient();
        var cache = await CacheAsync(client);
        using var latest = new LatestObjects<ConfigMap>(Resource.Of<ConfigMap>(), cache, _time);

        latest.NoteGone(cache.Find(s_key)!);
        Assert.Null(latest.Find(s_key));
        Assert.NotNull(cache.Find(s_key));

        _watch.Send("DELETED", Answers.ConfigMap("a", "6", "old"));
        _watch.Send("ADDED", Answers.ConfigMap("a", "7", "anew").Replace("u-a", "u-b", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => ValueOf(latest) == "anew");
    }

    [Fact]
    public async Task An_answer_that_comes_after_the_deletion_brings_nothing_back()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1", "old"));
        using var client = server.CreateClient();
        var cache = await CacheAsync(client);
        using var latest = new LatestObjects<ConfigMap>(Resource.Of<ConfigMap>(), cache, _time);
        _watch.Send("DELETED", Answers.ConfigMap("a", "7", "old"));
        await Eventually.TrueAsync(() => cache.Find(s_key) is null);

        latest.Note(Item("6", "late"));

        Assert.Null(latest.Find(s_key));
    }

    [Fact]
    public async Task Who_hears_of_a_deletion_finds_nothing_any_more()
    {
        await using var server = await StartAsync(Answers.ConfigMap("a", "1", "old"));
        using var client = server.CreateClient();
        var cache = await CacheAsync(client);
        var found = new TaskCompletionSource<ConfigMap?>(TaskCreationOptions.RunContinuationsAsynchronously);
        LatestObjects<ConfigMap>? latest = null;
        using var subscription = cache.Subscribe(change =>
        {
            if (change.Type == InformerEventType.Deleted)
            {
                found.TrySetResult(latest!.Find(s_key));
            }
        });
        using var late = latest = new LatestObjects<ConfigMap>(Resource.Of<ConfigMap>(), cache, _time);
        latest.Note(Item("6", "written"));

        _watch.Send("DELETED", Answers.ConfigMap("a", "7", "old"));

        Assert.Null(await found.Task.WaitAsync(Cancel));
    }

    private static string? ValueOf(LatestObjects<ConfigMap> latest) => latest.Find(s_key)?.Data!["k"];

    private static ConfigMap Item(string version, string value) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = s_key.Name,
                Namespace = s_key.Namespace,
                Uid = "u-a",
                ResourceVersion = version,
            },
            Data = new Dictionary<string, string> { ["k"] = value },
        };

    private Task<ScriptedServer> StartAsync(string item) =>
        ScriptedServer.StartAsync(context =>
            context.Request.Query.ContainsKey("watch")
                ? _watch.RunAsync(context)
                : context.JsonAsync(Answers.List("5", item))
        );

    private async Task<Informer<ConfigMap>> CacheAsync(KubernetesClient client)
    {
        var informer = new Informer<ConfigMap>(
            client,
            Resource.Of<ConfigMap>(),
            InformerScope.All,
            TimeProvider.System,
            new Random(1),
            NullLogger<Informer<ConfigMap>>.Instance
        );
        _running = informer.RunAsync(_stop.Token);
        await informer.WaitUntilSyncedAsync(Cancel);
        return informer;
    }
}
