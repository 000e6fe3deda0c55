using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Hosting;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Kubernetes.Yaml;
using Graft.Runtimes.GVisor;
using Graft.Runtimes.Kata;

namespace Graft.Extensions.Tests.ContainerRuntimes;

/// <summary>Both shipped extensions with <c>--uninstall-on-removal</c>. The tests say what the resource manager would report.</summary>
[Collection(ShippedExtensions.Collection)]
public sealed class UninstallOnRemovalTests(SeedCluster seed)
{
    private const string PoolResources = "extension-runtime-gvisor-installation-a";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gvisor", "extension-runtime-gvisor", "gvisor-a")]
    [InlineData("kata-containers", "extension-runtime-kata", "kata-containers-a")]
    public async Task The_nodes_uninstall_before_the_resources_go(string type, string shared, string name)
    {
        var ns = await NamespaceAsync();
        await using var running = Run("--uninstall-on-removal");
        await InstalledAsync(Samples.Runtime(ns, type: type));
        var pool = new ObjectKey(ns, $"{shared}-installation-a");
        var installing = await DaemonSetAsync(await seed.Client.GetAsync<ManagedResource>(pool, Token));
        Assert.Equal(["graft-node-installer", "install"], CommandOf(installing));
        await seed.Client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, name), Token);

        var waiting = await WaitingAsync(ns, name);
        var resource = await seed.Client.GetAsync<ManagedResource>(pool, Token);
        Assert.Null(resource.Metadata.DeletionTimestamp);
        var uninstalling = await DaemonSetAsync(resource);
        Assert.Equal(["graft-node-installer", "uninstall"], CommandOf(uninstalling));
        Assert.Equal(["--runtime=/etc/graft/runtime.json", "--host-root=/var/host"], ContainerOf(uninstalling).Args!);
        Assert.Equal(
            [
                "graft-node-installer",
                "status",
                "--absent",
                "--runtime=/etc/graft/runtime.json",
                "--host-root=/var/host",
            ],
            ContainerOf(uninstalling).ReadinessProbe!.Exec!.Command!
        );
        Assert.Equal("100%", uninstalling.Spec!.UpdateStrategy!.RollingUpdate!.MaxUnavailable.ToString());
        Assert.Equal(installing.Metadata.Name, uninstalling.Metadata.Name);
        Assert.Equal(installing.Spec!.Selector!.MatchLabels, uninstalling.Spec.Selector!.MatchLabels);
        Assert.Contains("observed generation of managed resource", waiting.Status!.LastError!.Description);

        await ReportAsync(pool, healthy: false, "DaemonSet is unhealthy: too many unavailable pods found (1/3)");
        await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, name),
            item => item.Status?.LastError?.Description?.Contains("too many unavailable pods found (1/3)") == true
        );
        Assert.NotNull(await seed.Client.FindAsync<ManagedResource>(pool, Token));

        await ReportAsync(pool, healthy: true, "All resources are healthy.");
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, name));
        Assert.Null(await seed.Client.FindAsync<ManagedResource>(pool, Token));
        Assert.Null(await seed.Client.FindAsync<ManagedResource>(new ObjectKey(ns, shared), Token));
    }

    [Fact]
    public async Task A_report_about_the_installers_does_not_count()
    {
        var ns = await NamespaceAsync();
        await using var running = Run("--uninstall-on-removal");
        await InstalledAsync(Samples.Runtime(ns, type: "gvisor"));
        var pool = new ObjectKey(ns, PoolResources);
        await ReportAsync(pool, healthy: true, "All resources are healthy.");

        await seed.Client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Token);

        await WaitingAsync(ns, "gvisor-a");
        Assert.NotNull(await seed.Client.FindAsync<ManagedResource>(pool, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hibernated")]
    [InlineData("forced")]
    [InlineData("deleting")]
    public async Task Without_the_switch_and_in_a_Shoot_that_does_not_live_on_nothing_is_uninstalled(string state)
    {
        var ns = await NamespaceAsync(name =>
            Samples.Cluster(
                name,
                isHibernated: state == "hibernated",
                isForceDeleted: state == "forced",
                isDeleting: state == "deleting"
            )
        );
        await using var running = state.Length == 0 ? Run() : Run("--uninstall-on-removal");
        await InstalledAsync(Samples.Runtime(ns, type: "gvisor"));

        await seed.Client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Token);

        // Nobody reports anything here: an uninstallation would never end.
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"));
    }

    [Fact]
    public async Task A_move_to_another_seed_uninstalls_nothing()
    {
        var ns = await NamespaceAsync();
        await using var running = Run("--uninstall-on-removal");
        var runtime = await InstalledAsync(Samples.Runtime(ns, type: "gvisor"));

        await seed.Client.PatchDifferenceAsync(
            runtime,
            runtime with
            {
                Metadata = runtime.Metadata with
                {
                    Annotations = Samples.Map((WellKnown.Annotations.Operation, WellKnown.Operations.Migrate)),
                },
            },
            Token
        );

        await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "gvisor-a"),
            item =>
                item.Status?.LastOperation is { Type: LastOperationType.Migrate, State: LastOperationState.Succeeded }
        );
        Assert.Null(await seed.Client.FindAsync<ManagedResource>(new ObjectKey(ns, PoolResources), Token));
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_used_any_more_does_not_keep_the_runtime()
    {
        var ns = await NamespaceAsync();
        await using var running = Run("--uninstall-on-removal");
        var runtime = await InstalledAsync(Samples.Runtime(ns, type: "gvisor"));
        var wrong = System.Text.Json.Nodes.JsonNode.Parse("""{"apiVersion":"some.group.com/v1alpha1","kind":"X"}""")!;
        await seed.Client.PatchDifferenceAsync(
            runtime,
            runtime with
            {
                Spec = runtime.Spec! with { ProviderConfig = Samples.Json(wrong) },
            },
            Token
        );

        await seed.Client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Token);

        await WaitingAsync(ns, "gvisor-a");
        await ReportAsync(new ObjectKey(ns, PoolResources), healthy: true, "All resources are healthy.");
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"));
    }

    private RunningControllers Run(params string[] arguments) =>
        new(
            seed.Client,
            controllers =>
            {
                foreach (
                    var definition in (ExtensionDefinition[])[GVisorExtension.Definition, KataExtension.Definition]
                )
                {
                    definition.AddControllers(controllers, definition.Parse(arguments));
                }
            }
        );

    private async Task<string> NamespaceAsync(Func<string, Cluster>? cluster = null)
    {
        var ns = await seed.CreateNamespaceAsync();
        await seed.Client.CreateAsync((cluster ?? (name => Samples.Cluster(name)))(ns), Token);
        return ns;
    }

    private async Task<ContainerRuntime> InstalledAsync(ContainerRuntime runtime)
    {
        var created = await seed.Client.CreateAsync(runtime, Token);
        return await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(created.Metadata.Namespace, created.Metadata.Name!),
            item =>
                item.Status?.LastOperation is { Type: LastOperationType.Create, State: LastOperationState.Succeeded }
        );
    }

    private Task<ContainerRuntime> WaitingAsync(string ns, string name) =>
        seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, name),
            item =>
                item.Status?.LastOperation?.Type == LastOperationType.Delete
                && item.Status.LastError?.Description?.Contains("is uninstalled from every node of the pool") == true
        );

    private async Task ReportAsync(ObjectKey key, bool healthy, string message)
    {
        var resource = await seed.Client.GetAsync<ManagedResource>(key, Token);
        var now = DateTimeOffset.UtcNow;
        Condition Of(string type, string status) =>
            new()
            {
                Type = type,
                Status = status,
                LastTransitionTime = now,
                LastUpdateTime = now,
                Reason = "Reported",
                Message = message,
            };
        await seed.Client.PatchStatusDifferenceAsync(
            resource,
            resource with
            {
                Status = new ManagedResourceStatus
                {
                    ObservedGeneration = resource.Metadata.Generation,
                    Conditions =
                    [
                        Of("ResourcesApplied", "True"),
                        Of("ResourcesHealthy", healthy ? "True" : "False"),
                        Of("ResourcesProgressing", "False"),
                    ],
                },
            },
            Token
        );
    }

    private async Task<DaemonSet> DaemonSetAsync(ManagedResource resource)
    {
        var key = new ObjectKey(resource.Metadata.Namespace, resource.Spec!.SecretRefs![0].Name!);
        var secret = await seed.Client.GetAsync<Secret>(key, Token);
        var json = YamlDocument
            .ParseAll(secret.GetText("config.yaml")!)
            .Single(document => (string?)document!["kind"] == "DaemonSet")!;
        return System.Text.Json.JsonSerializer.Deserialize(json, DaemonSet.JsonTypeInfo)!;
    }

    private static Container ContainerOf(DaemonSet daemonSet) =>
        Assert.Single(daemonSet.Spec!.Template!.Spec!.Containers!);

    private static IEnumerable<string> CommandOf(DaemonSet daemonSet) => ContainerOf(daemonSet).Command!;
}
