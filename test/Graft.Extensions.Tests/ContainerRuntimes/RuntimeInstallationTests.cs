using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Hosting;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Runtimes.GVisor;
using Graft.Runtimes.Kata;

namespace Graft.Extensions.Tests.ContainerRuntimes;

/// <summary>Both shipped extensions, in process, on a real API server. No resource manager runs.</summary>
[Collection(ShippedExtensions.Collection)]
public sealed class RuntimeInstallationTests(SeedCluster seed)
{
    private const string Shared = "extension-runtime-gvisor";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gvisor", "extension-runtime-gvisor")]
    [InlineData("kata-containers", "extension-runtime-kata")]
    public async Task Case_45_the_first_object_writes_the_shared_and_its_own_resources(string type, string shared)
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns, type: type));
        var resources = await ResourcesAsync(ns);
        Assert.Equal([shared, $"{shared}-installation-a"], resources.Select(item => item.Metadata.Name));
        foreach (var resource in resources)
        {
            Assert.Equal(shared, resource.Metadata.Labels!["origin"]);
            Assert.Null(resource.Spec!.Class);
            Assert.False(resource.Spec.KeepObjects);
            Assert.Equal("true", resource.Spec.InjectLabels!["shoot.gardener.cloud/no-cleanup"]);
            var secretName = Assert.Single(resource.Spec.SecretRefs!).Name!;
            Assert.Matches($"^managedresource-{resource.Metadata.Name}-[0-9a-f]{{8}}$", secretName);
            var reference = Assert.Single(
                resource.Metadata.Annotations!,
                one => one.Key.StartsWith("reference.resources.gardener.cloud/secret-", StringComparison.Ordinal)
            );
            Assert.Equal(secretName, reference.Value);
            var secret = await seed.Client.GetAsync<Secret>(new ObjectKey(ns, secretName), Token);
            Assert.True(secret.Immutable);
            Assert.Equal(["config.yaml"], secret.Data!.Keys);
            Assert.Equal("true", secret.Metadata.Labels!["resources.gardener.cloud/garbage-collectable-reference"]);
        }
    }

    [Fact]
    public async Task Case_45_a_second_pool_adds_only_its_own_and_again_changes_nothing()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        var first = await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        var before = await VersionsAsync(ns);
        await SucceededAsync(Samples.Runtime(ns, pool: "b", type: "gvisor"));
        var after = await VersionsAsync(ns);
        Assert.Equal(before, after.Where(one => !one.Name.EndsWith("-installation-b", StringComparison.Ordinal)));
        Assert.Equal(3, after.Count);

        await AnnotateAsync(first, WellKnown.Operations.Reconcile);
        await OperationAsync(ns, "gvisor-a", LastOperationType.Reconcile);
        Assert.Equal(after, await VersionsAsync(ns));
    }

    [Fact]
    public async Task A_changed_configuration_writes_a_new_secret_and_points_to_it()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        var first = await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        var before = await VersionsAsync(ns);
        var config =
            """{"apiVersion":"gvisor.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"GVisorConfiguration","configFlags":{"net-raw":"true"}}""";
        var changed = await seed.Client.PatchDifferenceAsync(
            first,
            first with
            {
                Spec = first.Spec! with
                {
                    ProviderConfig = Samples.Json(System.Text.Json.Nodes.JsonNode.Parse(config)!),
                },
            },
            Token
        );
        await AnnotateAsync(changed, WellKnown.Operations.Reconcile);
        await OperationAsync(ns, "gvisor-a", LastOperationType.Reconcile);
        var pool = (await ResourcesAsync(ns))[1];
        var secretName = pool.Spec!.SecretRefs![0].Name!;
        var secret = await seed.Client.GetAsync<Secret>(new ObjectKey(ns, secretName), Token);
        Assert.Contains("net-raw", secret.GetText("config.yaml"), StringComparison.Ordinal);
        Assert.Equal(before[0], (await VersionsAsync(ns))[0]);
        Assert.Single(pool.Metadata.Annotations!, one => one.Key.StartsWith("reference.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case_46_one_of_two_pools_goes_and_the_shared_resources_stay()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        await SucceededAsync(Samples.Runtime(ns, pool: "b", type: "gvisor"));
        await DeleteAsync(ns, "gvisor-a");
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"));
        Assert.Equal(
            [Shared, Shared + "-installation-b"],
            (await ResourcesAsync(ns)).Select(item => item.Metadata.Name)
        );
    }

    [Fact]
    public async Task Case_46_both_at_once_remove_everything_and_another_type_keeps_nothing()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        await SucceededAsync(Samples.Runtime(ns, pool: "b", type: "gvisor"));
        await SucceededAsync(Samples.Runtime(ns, type: "kata-containers"));
        await Task.WhenAll(DeleteAsync(ns, "gvisor-a"), DeleteAsync(ns, "gvisor-b"));
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"));
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-b"));
        Assert.Equal(
            ["extension-runtime-kata", "extension-runtime-kata-installation-a"],
            (await ResourcesAsync(ns)).Select(item => item.Metadata.Name)
        );
        var secrets = await seed.Client.ListAsync<Secret>(ListOptions.In(ns), Token);
        Assert.DoesNotContain(
            secrets.Items,
            secret => secret.Metadata.Name!.Contains("gvisor", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Case_46_resources_that_are_gone_already_are_fine()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        await seed.Client.DeleteAsync<ManagedResource>(new ObjectKey(ns, Shared), Token);
        await seed.Client.DeleteAsync<ManagedResource>(new ObjectKey(ns, Shared + "-installation-a"), Token);
        await DeleteAsync(ns, "gvisor-a");
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"));
    }

    [Fact]
    public async Task Deletion_waits_for_the_resource_manager()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        var pool = new ObjectKey(ns, Shared + "-installation-a");
        await HoldAsync(pool);
        await DeleteAsync(ns, "gvisor-a");
        var held = await seed.Client.UntilAsync<ManagedResource>(
            pool,
            item => item.Metadata.DeletionTimestamp is not null
        );
        Assert.NotNull(await seed.Client.FindAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Token));
        Assert.NotNull(await seed.Client.FindAsync<ManagedResource>(new ObjectKey(ns, Shared), Token));
        await ReleaseAsync(held);
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"));
        Assert.Empty(await ResourcesAsync(ns));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Case_50_hibernated_and_forced_deletions_do_not_wait(bool isHibernated, bool isForced)
    {
        var ns = await NamespaceAsync(name =>
            Samples.Cluster(name, isHibernated: isHibernated, isForceDeleted: isForced)
        );
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        var pool = new ObjectKey(ns, Shared + "-installation-a");
        await HoldAsync(pool);
        await DeleteAsync(ns, "gvisor-a");
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"));
        await ReleaseAsync(await seed.Client.GetAsync<ManagedResource>(pool, Token));
    }

    [Fact]
    public async Task A_pool_that_comes_back_while_the_Shoot_sleeps_says_what_it_waits_for_and_goes_on_then()
    {
        var ns = await NamespaceAsync(name => Samples.Cluster(name, isHibernated: true));
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        var pool = new ObjectKey(ns, Shared + "-installation-a");
        await HoldAsync(pool);
        await DeleteAsync(ns, "gvisor-a");
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"));

        await seed.Client.CreateAsync(Samples.Runtime(ns, type: "gvisor"), Token);

        var waiting = await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "gvisor-a"),
            item => item.Status?.LastError is not null
        );
        Assert.Equal(
            $"Error reconciling ContainerRuntime: managed resource {pool} is still present",
            waiting.Status!.LastError!.Description
        );
        var former = await seed.Client.GetAsync<ManagedResource>(pool, Token);
        await ReleaseAsync(former);
        await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "gvisor-a"),
            item => item.Status?.LastOperation?.State == LastOperationState.Succeeded
        );
        Assert.NotEqual(former.Metadata.Uid, (await seed.Client.GetAsync<ManagedResource>(pool, Token)).Metadata.Uid);
    }

    [Fact]
    public async Task Case_50_migrate_keeps_the_objects_and_restore_equals_reconcile()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        var runtime = await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        var names = (await ResourcesAsync(ns)).Select(item => item.Spec!.SecretRefs![0].Name).ToList();
        var pool = new ObjectKey(ns, Shared + "-installation-a");
        await HoldAsync(pool);
        await AnnotateAsync(runtime, WellKnown.Operations.Migrate);
        var kept = await seed.Client.UntilAsync<ManagedResource>(
            pool,
            item => item.Metadata.DeletionTimestamp is not null
        );
        Assert.True(kept.Spec!.KeepObjects);
        await ReleaseAsync(kept);
        var migrated = await OperationAsync(ns, "gvisor-a", LastOperationType.Migrate);
        Assert.Empty(await ResourcesAsync(ns));

        await AnnotateAsync(migrated, WellKnown.Operations.Restore);
        await OperationAsync(ns, "gvisor-a", LastOperationType.Restore);
        Assert.Equal(names, (await ResourcesAsync(ns)).Select(item => item.Spec!.SecretRefs![0].Name));
    }

    [Fact]
    public async Task A_new_pool_gets_shared_resources_afresh_while_the_former_are_still_going()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns, type: "gvisor"));
        var shared = new ObjectKey(ns, Shared);
        await HoldAsync(shared);
        await DeleteAsync(ns, "gvisor-a");
        var going = await seed.Client.UntilAsync<ManagedResource>(
            shared,
            item => item.Metadata.DeletionTimestamp is not null
        );
        var second = seed.Client.CreateAsync(Samples.Runtime(ns, pool: "b", type: "gvisor"), Token);
        await ReleaseAsync(going);
        await second;
        await OperationAsync(ns, "gvisor-b", LastOperationType.Create);
        Assert.Equal(
            [Shared, Shared + "-installation-b"],
            (await ResourcesAsync(ns)).Select(item => item.Metadata.Name)
        );
    }

    [Fact]
    public async Task Case_47_a_configuration_problem_reaches_the_status()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        var runtime = Samples.Runtime(ns, type: "gvisor");
        var wrong = System.Text.Json.Nodes.JsonNode.Parse(
            """{"apiVersion":"some.group.com/v1alpha1","kind":"GVisorConfiguration"}"""
        )!;
        await seed.Client.CreateAsync(
            runtime with
            {
                Spec = runtime.Spec! with { ProviderConfig = Samples.Json(wrong) },
            },
            Token
        );
        var failed = await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "gvisor-a"),
            item => item.Status?.LastError is not null
        );
        Assert.Equal(
            "Error reconciling ContainerRuntime: could not decode provider config: no kind \"GVisorConfiguration\" is registered for version \"some.group.com/v1alpha1\"",
            failed.Status!.LastError!.Description
        );
        Assert.Equal([ErrorCode.ConfigurationProblem], failed.Status.LastError.Codes);
        Assert.Empty(await ResourcesAsync(ns));
    }

    private RunningControllers Run() =>
        new(
            seed.Client,
            controllers =>
            {
                foreach (
                    var definition in (ExtensionDefinition[])[GVisorExtension.Definition, KataExtension.Definition]
                )
                {
                    definition.AddControllers(controllers, definition.Parse());
                }
            }
        );

    private async Task<string> NamespaceAsync(Func<string, Cluster>? cluster = null)
    {
        var ns = await seed.CreateNamespaceAsync();
        await seed.Client.CreateAsync((cluster ?? (name => Samples.Cluster(name)))(ns), Token);
        return ns;
    }

    private async Task<ContainerRuntime> SucceededAsync(ContainerRuntime runtime)
    {
        var created = await seed.Client.CreateAsync(runtime, Token);
        return await OperationAsync(created.Metadata.Namespace!, created.Metadata.Name!, LastOperationType.Create);
    }

    /// <summary>Succeeded, and with the metadata that the end of the operation leaves.</summary>
    private Task<ContainerRuntime> OperationAsync(string ns, string name, string type) =>
        seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, name),
            item =>
                item.Status?.LastOperation?.Type == type
                && item.Status.LastOperation.State == LastOperationState.Succeeded
                && item.Metadata.Annotations?.ContainsKey(WellKnown.Annotations.Operation) != true
        );

    private Task DeleteAsync(string ns, string name) =>
        seed.Client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, name), Token);

    private Task AnnotateAsync(ContainerRuntime item, string operation) =>
        seed.Client.PatchDifferenceAsync(
            item,
            item with
            {
                Metadata = item.Metadata with
                {
                    Annotations = Samples.Map((WellKnown.Annotations.Operation, operation)),
                },
            },
            Token
        );

    /// <summary>Holds a ManagedResource as the resource manager does, while it has objects in the Shoot.</summary>
    private async Task HoldAsync(ObjectKey key)
    {
        var resource = await seed.Client.GetAsync<ManagedResource>(key, Token);
        await seed.Client.PatchDifferenceAsync(
            resource,
            resource with
            {
                Metadata = resource.Metadata with { Finalizers = [WellKnown.Finalizers.ResourceManager] },
            },
            Token
        );
    }

    private Task ReleaseAsync(ManagedResource held) =>
        seed.Client.PatchDifferenceAsync(
            held,
            held with
            {
                Metadata = held.Metadata with { Finalizers = null },
            },
            Token
        );

    private async Task<IReadOnlyList<ManagedResource>> ResourcesAsync(string ns)
    {
        var all = await seed.Client.ListAsync<ManagedResource>(ListOptions.In(ns), Token);
        return [.. all.Items.OrderBy(item => item.Metadata.Name, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<(string Name, string? Version)>> VersionsAsync(string ns) =>
        [.. (await ResourcesAsync(ns)).Select(item => (item.Metadata.Name!, item.Metadata.ResourceVersion))];
}
