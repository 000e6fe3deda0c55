using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Informers;

/// <summary>Informers against a whole API server.</summary>
public sealed class InformerClusterTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private EmbeddedCluster _cluster = null!;
    private KubernetesClient _client = null!;
    private Task _running = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(Cancel);
        _client = _cluster.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client.Dispose();
        await _cluster.DisposeAsync();
        _stop.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cache_is_filled_by_pages_or_by_a_stream_alike(bool streams)
    {
        for (var i = 0; i < 25; i++)
        {
            await CreateAsync($"item-{i}", []);
        }
        var set = Set(new InformerOptions { UseStreamingList = streams, PageSize = 7 });
        var informer = set.Get<ConfigMap>(InformerScope.In("default"));
        _running = set.RunAsync(_stop.Token);
        await informer.WaitUntilSyncedAsync(Cancel);

        Assert.Equal(
            25,
            informer.List().Count(item => item.Metadata.Name!.StartsWith("item-", StringComparison.Ordinal))
        );
        await CreateAsync("later", []);
        await Eventually.TrueAsync(() => informer.Find(new ObjectKey("default", "later")) is not null);
        await _client.DeleteAsync<ConfigMap>(new ObjectKey("default", "item-3"), Cancel);
        await Eventually.TrueAsync(() => informer.Find(new ObjectKey("default", "item-3")) is null);
    }

    [Fact]
    public async Task Indexes_follow_updates_and_deletions_and_may_be_added_at_any_time()
    {
        var set = Set(new InformerOptions());
        var informer = set.Get<ConfigMap>(InformerScope.In("default"));
        informer.AddIndex("color", Colors);
        _running = set.RunAsync(_stop.Token);
        await informer.WaitUntilSyncedAsync(Cancel);

        var one = await CreateAsync("one", new() { ["color"] = "red blue" });
        await CreateAsync("two", new() { ["color"] = "red" });
        await Eventually.TrueAsync(() => Names(informer, "red") == "one two");
        Assert.Equal("one", Names(informer, "blue"));
        Assert.Equal("", Names(informer, "green"));

        await _client.ReplaceAsync(one with { Data = new Dictionary<string, string> { ["color"] = "green" } }, Cancel);
        await Eventually.TrueAsync(() => Names(informer, "green") == "one");
        Assert.Equal(("two", ""), (Names(informer, "red"), Names(informer, "blue")));

        informer.AddIndex("late", Colors);
        Assert.Equal("one", informer.ListBy("late", "green").Single().Metadata.Name);
        await _client.DeleteAsync<ConfigMap>(new ObjectKey("default", "one"), Cancel);
        await Eventually.TrueAsync(() => Names(informer, "green") == "" && informer.ListBy("late", "green").Count == 0);

        Assert.Throws<ArgumentException>(() => informer.AddIndex("late", Colors));
        Assert.Throws<ArgumentException>(() => informer.ListBy("none", "x"));
    }

    [Fact]
    public async Task Objects_are_found_by_namespace_and_by_owner()
    {
        await _client.CreateAsync(new Namespace { Metadata = new() { Name = "other" } }, Cancel);
        var owner = await CreateAsync("owner", []);
        await _client.CreateAsync(
            new ConfigMap
            {
                Metadata = new()
                {
                    Name = "owned",
                    Namespace = "default",
                    OwnerReferences =
                    [
                        new()
                        {
                            ApiVersion = "v1",
                            Kind = "ConfigMap",
                            Name = "owner",
                            Uid = owner.Metadata.Uid,
                        },
                    ],
                },
            },
            Cancel
        );
        var set = Set(new InformerOptions());
        var informer = set.Get<ConfigMap>();
        _running = set.RunAsync(_stop.Token);
        await informer.WaitUntilSyncedAsync(Cancel);

        Assert.Equal(["owned"], informer.ListOwnedBy(owner.Metadata.Uid!).Select(item => item.Metadata.Name));
        Assert.Empty(informer.ListOwnedBy("nobody"));
        Assert.Contains("owner", informer.List("default").Select(item => item.Metadata.Name));
        Assert.DoesNotContain("owner", informer.List("other").Select(item => item.Metadata.Name));

        await _client.CreateAsync(
            new ConfigMap
            {
                Metadata = new() { Name = "elsewhere", Namespace = "other" },
            },
            Cancel
        );
        await Eventually.TrueAsync(() => informer.List("other").Any(item => item.Metadata.Name == "elsewhere"));
        Assert.DoesNotContain("elsewhere", informer.List("default").Select(item => item.Metadata.Name));
    }

    [Fact]
    public async Task An_index_that_throws_leaves_the_cache_whole_and_only_its_objects_unfound()
    {
        var set = Set(new InformerOptions());
        var informer = set.Get<ConfigMap>(InformerScope.In("default"));
        informer.AddIndex("first", item => [item.Data!["color"]]);
        _running = set.RunAsync(_stop.Token);
        await informer.WaitUntilSyncedAsync(Cancel);

        await CreateAsync("plain", []);
        await CreateAsync("red", new() { ["color"] = "red" });
        await Eventually.TrueAsync(() => informer.Find(new ObjectKey("default", "red")) is not null);

        Assert.NotNull(informer.Find(new ObjectKey("default", "plain")));
        Assert.Equal("red", informer.ListBy("first", "red").Single().Metadata.Name);
    }

    [Fact]
    public async Task A_transform_decides_what_is_kept_of_objects()
    {
        await CreateAsync("a", new() { ["k"] = "v" });
        await CreateAsync("odd", []);
        var set = Set(new InformerOptions());
        set.Transform<ConfigMap>(item =>
            item.Metadata.Name == "odd" ? throw new InvalidOperationException("on purpose") : item with { Data = null }
        );
        var informer = set.Get<ConfigMap>(InformerScope.In("default"));
        _running = set.RunAsync(_stop.Token);
        await informer.WaitUntilSyncedAsync(Cancel);
        await CreateAsync("b", new() { ["k"] = "v" });
        await Eventually.TrueAsync(() => informer.Find(new ObjectKey("default", "b")) is not null);

        Assert.Null(informer.Find(new ObjectKey("default", "a"))!.Data);
        Assert.Null(informer.Find(new ObjectKey("default", "b"))!.Data);
        Assert.NotNull(informer.Find(new ObjectKey("default", "odd")));
        Assert.Throws<InvalidOperationException>(() => set.Transform<ConfigMap>(item => item));
    }

    [Fact]
    public async Task Untyped_objects_are_cached_without_managed_fields_and_found_alike()
    {
        await CreateAsync("a", new() { ["k"] = "v" });
        var set = Set(new InformerOptions());
        var informer = set.Get(Resource.Untyped(ConfigMap.ResourceType), InformerScope.In("default"));
        _running = set.RunAsync(_stop.Token);
        await informer.WaitUntilSyncedAsync(Cancel);

        var item = informer.List("default").Single(item => (string?)item["metadata"]!["name"] == "a");
        Assert.Equal("v", (string?)item["data"]!["k"]);
        Assert.Null(((JsonObject)item["metadata"]!)["managedFields"]);
    }

    private static IEnumerable<string> Colors(ConfigMap item) =>
        item.Data?.TryGetValue("color", out var colors) == true ? colors.Split(' ') : [];

    private static string Names(Informer<ConfigMap> informer, string color) =>
        string.Join(
            ' ',
            informer.ListBy("color", color).Select(item => item.Metadata.Name).Order(StringComparer.Ordinal)
        );

    private InformerSet Set(InformerOptions options) =>
        new(_client, TimeProvider.System, new Random(1), NullLoggerFactory.Instance) { Options = options };

    private Task<ConfigMap> CreateAsync(string name, Dictionary<string, string> data) =>
        _client.CreateAsync(
            new ConfigMap
            {
                Metadata = new() { Name = name, Namespace = "default" },
                Data = data,
            },
            Cancel
        );
}
