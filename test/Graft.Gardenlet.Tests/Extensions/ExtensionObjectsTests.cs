using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Extensions;
using Graft.Gardenlet.Flow;
using Graft.Gardenlet.Tests.Clusters;
using Graft.Kubernetes;
using Graft.Testing;

namespace Graft.Gardenlet.Tests.Extensions;

public class ExtensionObjectsTests : IClassFixture<SeedFixture>
{
    private static readonly IReadOnlySet<string> s_none = new HashSet<string>();

    private readonly ManualTimeProvider _time = new();
    private readonly SeedFixture _seed;
    private readonly IKubernetesClient _client;
    private readonly WatchCounter _watches;

    public ExtensionObjectsTests(SeedFixture seed)
    {
        _seed = seed;
        (_client, _watches) = WatchCounter.Around(seed.Client);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Case_19_each_reconcile_asks_anew_with_a_newer_timestamp()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var objects = Objects(ns);
        await objects.DeployAsync([Runtime(ns, "fast", "p")], Cancellation);
        var first = await GetAsync(ns, "fast-p");
        await PatchAsync(ns, "fast-p", """{"metadata":{"annotations":{"gardener.cloud/operation":null}}}""");

        _time.Advance(TimeSpan.FromMilliseconds(1500));
        await objects.DeployAsync([Runtime(ns, "fast", "p")], Cancellation);
        var second = await GetAsync(ns, "fast-p");

        Assert.Equal("2026-01-02T03:04:05Z", first.Metadata.Annotations!["gardener.cloud/timestamp"]);
        Assert.Equal("2026-01-02T03:04:06.5Z", second.Metadata.Annotations!["gardener.cloud/timestamp"]);
        Assert.Equal("reconcile", second.Metadata.Annotations["gardener.cloud/operation"]);
        Assert.Equal(first.Metadata.Generation, second.Metadata.Generation);
    }

    [Fact]
    public async Task Case_19_what_others_put_on_an_object_stays_and_a_removed_provider_config_is_cleared()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var objects = Objects(ns);
        await objects.DeployAsync([Runtime(ns, "fast", "p", """{"debug":true}""")], Cancellation);
        await PatchAsync(
            ns,
            "fast-p",
            """
            {"metadata":{"annotations":{"foreign":"1"},"labels":{"foreign":"2"},"finalizers":["example.com/f"]},
             "spec":{"class":"shoot"}}
            """
        );
        await PatchStatusAsync(ns, "fast-p", """{"status":{"observedGeneration":7}}""");

        await objects.DeployAsync([Runtime(ns, "fast", "p")], Cancellation);

        var after = await GetAsync(ns, "fast-p");
        Assert.Equal("1", after.Metadata.Annotations!["foreign"]);
        Assert.Equal("2", after.Metadata.Labels!["foreign"]);
        Assert.Equal(["example.com/f"], after.Metadata.Finalizers);
        Assert.Equal("shoot", after.Spec!.Class);
        Assert.Null(after.Spec.ProviderConfig);
        Assert.Equal(7, after.Status!.ObservedGeneration);
        await RemoveFinalizersAsync(ns, "fast-p");
    }

    [Fact]
    public async Task Case_21_an_absent_object_is_waited_for_and_an_old_timestamp_is_not_ready()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var wait = new ExtensionWait<ContainerRuntime>(
            _client,
            new ObjectKey(ns, "fast-p"),
            ExtensionWait<ContainerRuntime>.Limit,
            _time
        ).UntilReadyAsync("2026-01-02T03:04:06Z", Cancellation);

        await Objects(ns).DeployAsync([Runtime(ns, "fast", "p")], Cancellation);
        await SucceedAsync(ns, "fast-p");
        await Task.Delay(300, Cancellation);
        Assert.False(wait.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));
        await Objects(ns).DeployAsync([Runtime(ns, "fast", "p")], Cancellation);
        await SucceedAsync(ns, "fast-p");
        await wait.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Fact]
    public async Task Case_21_a_reported_error_is_fatal_once_it_has_stood_for_30_seconds()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var objects = Objects(ns);
        await objects.DeployAsync([Runtime(ns, "fast", "p")], Cancellation);
        var wait = objects.WaitUntilReadyAsync([Runtime(ns, "fast", "p")], Cancellation);
        await PatchStatusAsync(
            ns,
            "fast-p",
            """{"status":{"lastError":{"description":"no quota","codes":["ERR_INFRA_QUOTA_EXCEEDED"]}}}"""
        );
        await AdvanceUntilAsync(wait, TimeSpan.FromSeconds(30));

        var exception = await Assert.ThrowsAsync<CodedException>(() => wait);
        Assert.Equal(
            $"Error while waiting for ContainerRuntime {ns}/fast-p to become ready: error during reconciliation: no quota",
            exception.Message
        );
        Assert.Equal(["ERR_INFRA_QUOTA_EXCEEDED"], exception.Codes);
        Assert.True(_time.GetUtcNow() < new ManualTimeProvider().GetUtcNow() + ExtensionWait<ContainerRuntime>.Limit);
    }

    [Fact]
    public async Task Case_21_without_a_reported_error_the_wait_ends_after_three_minutes_with_the_last_check()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var objects = Objects(ns);
        await objects.DeployAsync([Runtime(ns, "fast", "p")], Cancellation);
        await PatchStatusAsync(ns, "fast-p", """{"status":{"observedGeneration":1}}""");
        var wait = objects.WaitUntilReadyAsync([Runtime(ns, "fast", "p")], Cancellation);

        await AdvanceUntilAsync(wait, TimeSpan.FromMinutes(3));

        var exception = await Assert.ThrowsAsync<CodedException>(() => wait);
        Assert.Equal(
            $"Error while waiting for ContainerRuntime {ns}/fast-p to become ready: retry failed with context deadline "
                + "exceeded, last error: gardener operation \"reconcile\" is not yet picked up by controller",
            exception.Message
        );
    }

    [Fact]
    public async Task Case_21_a_read_error_other_than_not_found_stops_at_once()
    {
        await using var cluster = await Kubernetes.Embedded.EmbeddedCluster.StartAsync(Cancellation);
        using var stranger = new KubernetesClient(
            cluster.Connection with
            {
                ClientCertificate = null,
                Token = "wrong",
            },
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );

        var wait = new ExtensionWait<ContainerRuntime>(
            stranger,
            new ObjectKey("ns", "x"),
            ExtensionWait<ContainerRuntime>.Limit,
            _time
        ).UntilReadyAsync("", Cancellation);

        var exception = await Assert.ThrowsAsync<KubernetesException>(() =>
            wait.WaitAsync(TimeSpan.FromSeconds(10), Cancellation)
        );
        Assert.True(exception.IsUnauthorized || exception.IsForbidden);
    }

    [Fact]
    public async Task Case_22_only_unwanted_names_are_confirmed_and_deleted_and_wanted_ones_do_not_block()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var objects = Objects(ns);
        await objects.DeployAsync(
            [Runtime(ns, "fast", "p"), Runtime(ns, "slow", "p"), Runtime(ns, "fast", "q")],
            Cancellation
        );
        await PatchAsync(ns, "slow-p", """{"metadata":{"finalizers":["example.com/f"]}}""");
        IReadOnlySet<string> wanted = new HashSet<string> { "fast-p" };

        await objects.DeleteAllButAsync(wanted, Cancellation);
        var held = await GetAsync(ns, "slow-p");
        Assert.Equal("true", held.Metadata.Annotations!["confirmation.gardener.cloud/deletion"]);
        Assert.NotNull(held.Metadata.DeletionTimestamp);
        var wait = objects.WaitUntilDeletedAllButAsync(wanted, Cancellation);
        Assert.False(wait.IsCompleted);
        await RemoveFinalizersAsync(ns, "slow-p");
        await wait.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        var rest = await _client.ListAsync<ContainerRuntime>(ListOptions.In(ns), Cancellation);
        Assert.Equal(["fast-p"], rest.Items.Select(item => item.Metadata.Name));
        await objects.DeleteAllButAsync(wanted, Cancellation);
    }

    [Fact]
    public async Task Case_22_a_held_object_is_named_with_the_error_that_its_extension_reports()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var objects = Objects(ns);
        await objects.DeployAsync([Runtime(ns, "fast", "p")], Cancellation);
        await PatchAsync(ns, "fast-p", """{"metadata":{"finalizers":["example.com/f"]}}""");
        await objects.DeleteAllButAsync(s_none, Cancellation);
        await PatchStatusAsync(ns, "fast-p", """{"status":{"lastError":{"description":"in use"}}}""");

        var wait = objects.WaitUntilDeletedAllButAsync(s_none, Cancellation);
        await AdvanceUntilAsync(wait, TimeSpan.FromMinutes(3));

        var exception = await Assert.ThrowsAsync<CodedException>(() => wait);
        Assert.StartsWith(
            $"Failed to delete ContainerRuntime {ns}/fast-p: ",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            $"ContainerRuntime {ns}/fast-p is still present, last observed error: in use",
            exception.Message,
            StringComparison.Ordinal
        );
        await RemoveFinalizersAsync(ns, "fast-p");
    }

    [Fact]
    public async Task Case_22_a_kind_that_is_not_served_has_nothing_to_delete()
    {
        await using var cluster = await Kubernetes.Embedded.EmbeddedCluster.StartAsync(Cancellation);
        using var client = cluster.CreateClient();
        var objects = new ExtensionObjects<ContainerRuntime>(client, "default", TimeSpan.FromMinutes(3), _time);

        await objects.DeleteAllButAsync(s_none, Cancellation);
        await objects.WaitUntilDeletedAllButAsync(s_none, Cancellation);
    }

    [Fact]
    public async Task Case_23_migration_annotates_all_and_ends_when_every_one_is_migrated_or_gone()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var objects = Objects(ns);
        await objects.DeployAsync([Runtime(ns, "fast", "p"), Runtime(ns, "slow", "p")], Cancellation);

        await objects.MigrateAsync(Cancellation);
        foreach (var name in new[] { "fast-p", "slow-p" })
        {
            var annotations = (await GetAsync(ns, name)).Metadata.Annotations!;
            Assert.Equal("migrate", annotations["gardener.cloud/operation"]);
            Assert.Equal("2026-01-02T03:04:05Z", annotations["gardener.cloud/timestamp"]);
        }
        var wait = objects.WaitUntilMigratedAsync(Cancellation);
        await MigratedAsync(ns, "fast-p");
        Assert.False(wait.IsCompleted);
        await _client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, "slow-p"), Cancellation);
        await wait.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Fact]
    public async Task Case_23_one_of_several_that_is_not_migrated_fails_the_wait()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var objects = Objects(ns);
        await objects.DeployAsync([Runtime(ns, "fast", "p"), Runtime(ns, "slow", "p")], Cancellation);
        await objects.MigrateAsync(Cancellation);
        await MigratedAsync(ns, "fast-p");

        var wait = objects.WaitUntilMigratedAsync(Cancellation);
        await AdvanceUntilAsync(wait, TimeSpan.FromMinutes(3));

        var exception = await Assert.ThrowsAsync<CodedException>(() => wait);
        Assert.StartsWith(
            $"error while waiting for ContainerRuntime {ns}/slow-p to be successfully migrated",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Case_24_restoration_brings_state_and_referenced_objects_before_it_asks_for_work()
    {
        var ns = await _seed.CreateNamespaceAsync();

        await Objects(ns).RestoreAsync([Runtime(ns, "fast", "p")], SavedState(), Cancellation);

        var restored = await GetAsync(ns, "fast-p");
        Assert.Equal("restore", restored.Metadata.Annotations!["gardener.cloud/operation"]);
        Assert.Equal("kept", restored.Status!.State!.Value.GetProperty("token").GetString());
        Assert.Equal("key", restored.Status.Resources![0].Name);
        var secret = await _client.GetAsync<Secret>(new ObjectKey(ns, "saved"), Cancellation);
        Assert.Equal("value", secret.GetText("data"));
    }

    [Fact]
    public async Task Case_24_a_state_that_is_there_is_kept_and_a_missing_entry_only_annotates()
    {
        var ns = await _seed.CreateNamespaceAsync();
        var objects = Objects(ns);
        await objects.DeployAsync([Runtime(ns, "fast", "p")], Cancellation);
        await PatchStatusAsync(ns, "fast-p", """{"status":{"state":{"token":"present"}}}""");

        await objects.RestoreAsync([Runtime(ns, "fast", "p"), Runtime(ns, "slow", "p")], SavedState(), Cancellation);

        Assert.Equal("present", (await GetAsync(ns, "fast-p")).Status!.State!.Value.GetProperty("token").GetString());
        var other = await GetAsync(ns, "slow-p");
        Assert.Equal("restore", other.Metadata.Annotations!["gardener.cloud/operation"]);
        Assert.Null(other.Status?.State);
        Assert.Null(await _client.FindAsync<Secret>(new ObjectKey(ns, "saved"), Cancellation));
    }

    private static ShootState SavedState() =>
        new()
        {
            Spec = new ShootStateSpec
            {
                Extensions =
                [
                    new ExtensionResourceState
                    {
                        Kind = "ContainerRuntime",
                        Name = "fast-p",
                        State = SampleShoots.Json("""{"token":"kept"}"""),
                        Resources =
                        [
                            new NamedResourceReference
                            {
                                Name = "key",
                                ResourceRef = new CrossVersionObjectReference
                                {
                                    ApiVersion = "v1",
                                    Kind = "Secret",
                                    Name = "saved",
                                },
                            },
                        ],
                    },
                ],
                Resources =
                [
                    new ResourceData
                    {
                        ApiVersion = "v1",
                        Kind = "Secret",
                        Name = "saved",
                        Data = SampleShoots.Json("""{"data":{"data":"dmFsdWU="}}"""),
                    },
                ],
            },
        };

    private ExtensionObjects<ContainerRuntime> Objects(string ns) =>
        new(_client, ns, ExtensionWait<ContainerRuntime>.Limit, _time);

    private static ContainerRuntime Runtime(string ns, string type, string pool, string? config = null)
    {
        var cri = new Cri
        {
            Name = "containerd",
            ContainerRuntimes =
            [
                new ContainerRuntimeReference
                {
                    Type = type,
                    ProviderConfig = config is null ? null : SampleShoots.Json(config),
                },
            ],
        };
        var runtime = SampleShoots.RenderPool("1.31.4", SampleShoots.Pool(pool, cri)).ContainerRuntimes[0];
        return runtime with { Metadata = runtime.Metadata with { Namespace = ns } };
    }

    private Task<ContainerRuntime> GetAsync(string ns, string name) =>
        _client.GetAsync<ContainerRuntime>(new ObjectKey(ns, name), Cancellation);

    private Task PatchAsync(string ns, string name, string patch) =>
        _client.PatchAsync<ContainerRuntime>(new ObjectKey(ns, name), Merge(patch), Cancellation);

    private Task PatchStatusAsync(string ns, string name, string patch) =>
        _client.PatchAsync<ContainerRuntime>(new ObjectKey(ns, name), Merge(patch), WriteOptions.Status, Cancellation);

    private Task RemoveFinalizersAsync(string ns, string name) =>
        PatchAsync(ns, name, """{"metadata":{"finalizers":null}}""");

    private async Task SucceedAsync(string ns, string name)
    {
        await PatchAsync(ns, name, """{"metadata":{"annotations":{"gardener.cloud/operation":null}}}""");
        await PatchOperationAsync(ns, name, "Reconcile");
    }

    private Task MigratedAsync(string ns, string name) => PatchOperationAsync(ns, name, "Migrate");

    private async Task PatchOperationAsync(string ns, string name, string type)
    {
        var generation = (await GetAsync(ns, name)).Metadata.Generation;
        await PatchStatusAsync(
            ns,
            name,
            $$$"""
            {"status":{"observedGeneration":{{{generation}}},"lastOperation":{"type":"{{{type}}}","state":"Succeeded",
              "progress":100,"description":"done","lastUpdateTime":"{{{Rfc3339.Seconds(_time.GetUtcNow())}}}"} } }
            """
        );
    }

    private static Patch Merge(string patch) => Patch.Merge(JsonNode.Parse(patch)!.AsObject());

    // The limits are on a clock that only this moves; what the server sends takes real time to arrive, so that the clock
    // stands still until it has.
    private async Task AdvanceUntilAsync(Task wait, TimeSpan by)
    {
        await _watches.WaitAsync(Cancellation);
        var deadline = TimeProvider.System.GetTimestamp();
        var step = by / 30;
        while (!wait.IsCompleted && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(20))
        {
            await Task.WhenAny(wait, Task.Delay(50, Cancellation));
            _time.Advance(step);
        }
        Assert.True(wait.IsCompleted);
    }
}
