using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Informers;
using Graft.Kubernetes.LeaderElection;
using Graft.Kubernetes.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Cluster;

/// <summary>Client, informers, controllers and leader election against a whole API server.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private EmbeddedCluster _cluster = null!;
    private KubernetesClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(Cancel);
        _client = _cluster.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task An_object_goes_through_its_whole_life()
    {
        var created = await _client.CreateAsync(NewConfigMap("life", "1"), Cancel);
        Assert.NotNull(created.Metadata.Uid);

        var patched = await _client.PatchDifferenceAsync(
            created,
            created with
            {
                Data = new Dictionary<string, string> { ["k"] = "2" },
            },
            new WriteOptions { OptimisticLock = true },
            Cancel
        );
        Assert.Equal("2", patched.Data!["k"]);
        Assert.NotEqual(created.Metadata.ResourceVersion, patched.Metadata.ResourceVersion);

        var conflict = await Assert.ThrowsAsync<KubernetesException>(() =>
            _client.PatchDifferenceAsync(
                created,
                created with
                {
                    Data = null,
                },
                new WriteOptions { OptimisticLock = true },
                Cancel
            )
        );
        Assert.True(conflict.IsConflict);
        var exists = await Assert.ThrowsAsync<KubernetesException>(() =>
            _client.CreateAsync(
                created with
                {
                    Metadata = new() { Name = "life", Namespace = "default" },
                },
                Cancel
            )
        );
        Assert.True(exists.IsAlreadyExists);

        var json = await _client.PatchAsync<ConfigMap>(
            Key("life"),
            Patch.Json(
                (JsonArray)
                    JsonNode.Parse("""[{"op":"test","path":"/data/k","value":"2"},{"op":"remove","path":"/data/k"}]""")!
            ),
            Cancel
        );
        Assert.Empty(json.Data ?? new Dictionary<string, string>());
        var replaced = await _client.ReplaceAsync(
            json with
            {
                Data = new Dictionary<string, string> { ["k"] = "3" },
            },
            Cancel
        );
        Assert.Equal("3", replaced.Data!["k"]);

        var wrongUid = new DeleteOptions { Preconditions = new() { Uid = "someone-else" } };
        var refused = await Assert.ThrowsAsync<KubernetesException>(() =>
            _client.DeleteAsync<ConfigMap>(Key("life"), wrongUid, Cancel)
        );
        Assert.True(refused.IsConflict);
        Assert.True(await _client.TryDeleteAsync<ConfigMap>(Key("life"), Cancel));
        Assert.False(await _client.TryDeleteAsync<ConfigMap>(Key("life"), Cancel));
        Assert.Null(await _client.FindAsync<ConfigMap>(Key("life"), Cancel));
    }

    [Fact]
    public async Task A_strategic_merge_patch_merges_lists_of_built_in_kinds_and_a_failed_test_changes_nothing()
    {
        var pod = new Pod
        {
            Metadata = new() { Name = "p", Namespace = "default" },
            Spec = new() { Containers = [new() { Name = "a", Image = "one" }, new() { Name = "b", Image = "two" }] },
        };
        await _client.CreateAsync(pod, Cancel);

        var patched = await _client.PatchAsync<Pod>(
            Key("p"),
            Patch.StrategicMerge(
                (JsonObject)JsonNode.Parse("""{"spec":{"containers":[{"name":"b","image":"three"}]}}""")!
            ),
            Cancel
        );
        Assert.Equal(["a one", "b three"], patched.Spec!.Containers!.Select(item => $"{item.Name} {item.Image}"));

        var refused = await Assert.ThrowsAsync<KubernetesException>(() =>
            _client.PatchAsync<Pod>(
                Key("p"),
                Patch.Json(
                    (JsonArray)
                        JsonNode.Parse(
                            """[{"op":"test","path":"/spec/containers/0/image","value":"x"},{"op":"remove","path":"/spec"}]"""
                        )!
                ),
                Cancel
            )
        );
        Assert.True(refused.IsInvalid);
        Assert.Equal("the server rejected our request due to an error in our request", refused.Message);
        Assert.NotNull((await _client.GetAsync<Pod>(Key("p"), Cancel)).Spec);
    }

    [Fact]
    public async Task Untyped_objects_of_a_resolved_kind_keep_every_field()
    {
        var type = await _client.ResolveAsync("v1", "ConfigMap", Cancel);
        var resource = Resource.Untyped(type);
        var body = (JsonObject)
            JsonNode.Parse(
                """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"u","namespace":"default"},"data":{"k":"<ä&'>"}}"""
            )!;

        await _client.CreateAsync(resource, body, WriteOptions.Default, Cancel);
        var read = await _client.GetAsync(resource, Key("u"), Cancel);

        Assert.Equal("<ä&'>", (string?)read["data"]!["k"]);
        Assert.Equal(Key("u"), resource.KeyOf(read));
    }

    [Fact]
    public async Task An_informer_reads_many_pages_and_then_follows_changes()
    {
        var names = Enumerable.Range(0, 1203).Select(i => $"many-{i:d4}").ToList();
        await Parallel.ForEachAsync(
            names,
            Cancel,
            async (name, token) => await _client.CreateAsync(NewConfigMap(name, "1"), token)
        );
        using var stop = new CancellationTokenSource();
        var informers = Informers();
        var informer = informers.Get<ConfigMap>(InformerScope.In("default"));
        var deleted = new ConcurrentQueue<string>();
        informer.Subscribe(change =>
        {
            if (change.Type == InformerEventType.Deleted)
            {
                deleted.Enqueue(change.Object.Data!["k"]);
            }
        });
        var running = informers.RunAsync(stop.Token);
        await informer.WaitUntilSyncedAsync(Cancel);

        Assert.Equal(
            names,
            informer.List().Select(item => item.Metadata.Name!).Where(name => name.StartsWith("many-")).Order()
        );
        await _client.PatchAsync<ConfigMap>(
            Key(names[7]),
            Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["k"] = "last words" } }),
            Cancel
        );
        await _client.DeleteAsync<ConfigMap>(Key(names[7]), Cancel);

        await Eventually.TrueAsync(() => informer.Find(Key(names[7])) is null);
        await Eventually.TrueAsync(() => !deleted.IsEmpty);
        Assert.Equal(["last words"], deleted);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_controller_brings_every_object_to_what_it_wants_under_concurrent_writes()
    {
        using var stop = new CancellationTokenSource();
        var informers = Informers();
        var controller = new ControllerBuilder<ConfigMap>("copier", informers, InformerScope.In("default"))
            .Where(item => item.Metadata.Name!.StartsWith("copy-", StringComparison.Ordinal))
            .Build(
                new Copier(_client),
                new ControllerOptions(),
                TimeProvider.System,
                new Random(1),
                NullLoggerFactory.Instance
            );
        var running = Task.WhenAll(informers.RunAsync(stop.Token), controller.RunAsync(stop.Token));

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 20),
            Cancel,
            async (i, token) =>
            {
                await _client.CreateAsync(NewConfigMap($"copy-{i}", "first"), token);
                for (var value = 0; value < 10; value++)
                {
                    await _client.PatchAsync<ConfigMap>(
                        Key($"copy-{i}"),
                        Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["k"] = $"v{value}" } }),
                        token
                    );
                }
            }
        );

        var informer = informers.Get<ConfigMap>(InformerScope.In("default"));
        await Eventually.TrueAsync(() =>
            informer
                .List()
                .Count(item => item.Data is { } data && data.GetValueOrDefault("copy") == "v9" && data["k"] == "v9")
            == 20
        );
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Of_two_replicas_one_leads_and_the_other_follows_at_once_when_it_stops()
    {
        var order = new ConcurrentQueue<string>();
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var first = LeadAsync("first", order, stopFirst.Token);
        await Eventually.TrueAsync(() => order.Count == 1);
        var second = LeadAsync("second", order, stopSecond.Token);

        var lease = await _client.GetAsync<Lease>(Key("leader"), Cancel);
        Assert.Equal("first", lease.Spec!.HolderIdentity);
        await stopFirst.CancelAsync();
        await first;
        await Eventually.TrueAsync(() => order.Count == 3);
        await stopSecond.CancelAsync();
        await second;

        Assert.Equal(["first begins", "first ends", "second begins", "second ends"], order);
    }

    [Fact]
    public async Task Case_60_replicas_share_certificates_through_a_secret()
    {
        var options = new ServingCertificateOptions { Name = "test", Hosts = ["localhost"] };
        var leader = Certificates(options);
        var replica = Certificates(options);

        Assert.False(await replica.ReloadAsync(Cancel));
        await leader.EnsureAsync((_, _) => Task.CompletedTask, Cancel);
        Assert.True(await replica.ReloadAsync(Cancel));

        Assert.Equal(leader.Current, replica.Current);
    }

    private static ObjectKey Key(string name) => new("default", name);

    private static ConfigMap NewConfigMap(string name, string value) =>
        new()
        {
            Metadata = new() { Name = name, Namespace = "default" },
            Data = new Dictionary<string, string> { ["k"] = value },
        };

    private InformerSet Informers() => new(_client, TimeProvider.System, new Random(1), NullLoggerFactory.Instance);

    private ServingCertificates Certificates(ServingCertificateOptions options) =>
        new(
            options,
            new SecretCertificateStore(_client, Key("certificates")),
            TimeProvider.System,
            NullLogger<ServingCertificates>.Instance
        );

    private Task LeadAsync(string identity, ConcurrentQueue<string> order, CancellationToken cancellationToken)
    {
        var options = new LeaderElectionOptions
        {
            Lease = Key("leader"),
            Identity = identity,
            RetryPeriod = TimeSpan.FromMilliseconds(50),
        };
        var elector = new LeaderElector(
            _client,
            options,
            TimeProvider.System,
            new Random(1),
            NullLogger<LeaderElector>.Instance
        );
        return elector.RunAsync(
            async token =>
            {
                order.Enqueue($"{identity} begins");
                var stopped = new TaskCompletionSource();
                await using var registration = token.Register(() => stopped.SetResult());
                await stopped.Task;
                order.Enqueue($"{identity} ends");
            },
            cancellationToken
        );
    }

    /// <summary>Copies one key to another, by a write that others' writes may collide with.</summary>
    private sealed class Copier(IKubernetesClient client) : IReconciler
    {
        public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            if (await client.FindAsync<ConfigMap>(key, cancellationToken) is not { } item)
            {
                return ReconcileResult.Done;
            }
            var data = new Dictionary<string, string>(item.Data!) { ["copy"] = item.Data!["k"] };
            await client.PatchDifferenceAsync(
                item,
                item with
                {
                    Data = data,
                },
                new WriteOptions { OptimisticLock = true },
                cancellationToken
            );
            return ReconcileResult.Done;
        }
    }
}
