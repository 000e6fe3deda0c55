using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Flow;
using Graft.Gardenlet.Tests.Clusters;
using Graft.Kubernetes;
using Graft.Kubernetes.Yaml;

namespace Graft.Gardenlet.Tests;

public class GardenletTests
{
    private const string Ns = "shoot--local--demo";

    private static readonly ObjectKey s_shoot = new("garden-local", "demo");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Shoot_is_created_reconciled_and_deleted_without_a_trace()
    {
        await using var fixture = await GardenletFixture.StartAsync();
        var shoot = SampleShoots.Shoot(
            "1.31.4",
            SampleShoots.Pool("a", SampleShoots.Containerd("fast", "slow")),
            SampleShoots.Pool("b", SampleShoots.Containerd("fast"))
        );
        shoot = shoot with { Spec = shoot.Spec! with { SeedName = null } };
        await fixture.Garden.CreateAsync(shoot, Cancellation);

        var created = (await fixture.WaitForShootAsync(item => IsDone(item, "Create")))!;
        await AssertCreatedAsync(fixture, created);

        await RemoveSlowFromPoolAAsync(fixture);
        await fixture.WaitForShootAsync(item => IsDone(item, "Reconcile"));
        Assert.Equal(["fast-a", "fast-b"], await NamesAsync<ContainerRuntime>(fixture.Seed));

        await RemovePoolBAsync(fixture);
        await fixture.WaitForShootAsync(item =>
            IsDone(item, "Reconcile") && item!.Status!.ObservedGeneration == item.Metadata.Generation
        );
        Assert.Equal(["fast-a"], await NamesAsync<ContainerRuntime>(fixture.Seed));
        Assert.Equal(2, (await NamesAsync<OperatingSystemConfig>(fixture.Seed)).Count);
        var secrets = await NodeAgentSecretsAsync(fixture);
        Assert.Equal(["a"], secrets.Select(secret => secret.Metadata.Labels!["worker.gardener.cloud/pool"]));

        await fixture.Garden.DeleteAsync<Shoot>(s_shoot, Cancellation);
        await fixture.WaitForShootAsync(item => item is null);
        Assert.True(fixture.IsShootDeleted);
        Assert.Null(await fixture.Seed.FindAsync<Namespace>(new ObjectKey(Ns), Cancellation));
        Assert.Null(await fixture.Seed.FindAsync<Cluster>(new ObjectKey(Ns), Cancellation));
    }

    [Fact]
    public async Task A_fault_that_no_waiting_cures_fails_the_Shoot_until_its_owner_asks_for_another_try()
    {
        await using var fixture = await GardenletFixture.StartAsync();
        fixture.ControlPlaneFault = new CodedException("no quota left", [ErrorCode.InfraQuotaExceeded]);
        await fixture.Garden.CreateAsync(
            SampleShoots.Shoot("1.31.4", SampleShoots.Pool("a", SampleShoots.Containerd("fast"))),
            Cancellation
        );

        var failed = (await fixture.WaitForShootAsync(item => item?.Status?.LastOperation?.State == "Failed"))!;
        var error = failed.Status!.LastErrors!.Single();
        Assert.Equal("task \"Deploying Kubernetes API server\" failed: no quota left", error.Description);
        Assert.Equal(["ERR_INFRA_QUOTA_EXCEEDED"], error.Codes);

        fixture.ControlPlaneFault = null;
        await fixture.Garden.PatchAsync<Shoot>(
            s_shoot,
            Patch.Merge(
                (JsonObject)JsonNode.Parse("""{"metadata":{"annotations":{"gardener.cloud/operation":"retry"}}}""")!
            ),
            Cancellation
        );
        var healed = (await fixture.WaitForShootAsync(item => IsDone(item, "Create")))!;
        Assert.Null(healed.Status!.LastErrors);
        Assert.False(healed.Metadata.Annotations?.ContainsKey("gardener.cloud/operation") == true);
    }

    [Fact]
    public async Task A_fault_that_may_pass_is_tried_again_by_itself()
    {
        await using var fixture = await GardenletFixture.StartAsync();
        fixture.ControlPlaneFault = new InvalidOperationException("not yet");
        await fixture.Garden.CreateAsync(
            SampleShoots.Shoot("1.31.4", SampleShoots.Pool("a", SampleShoots.Containerd("fast"))),
            Cancellation
        );

        await fixture.WaitForShootAsync(item => item?.Status?.LastOperation?.State == "Error");
        fixture.ControlPlaneFault = null;

        await fixture.WaitForShootAsync(item => IsDone(item, "Create"));
    }

    [Fact]
    public async Task Deleting_a_Shoot_whose_creation_hangs_does_not_wait_for_the_creation()
    {
        await using var fixture = await GardenletFixture.StartAsync();
        // Nobody serves this operating system, so that its configuration never becomes ready.
        var pool = SampleShoots.Pool("a", SampleShoots.Containerd("fast"));
        pool = pool with
        {
            Machine = pool.Machine! with
            {
                Image = new ShootMachineImage { Name = "unknown-os", Version = "1" },
            },
        };
        await fixture.Garden.CreateAsync(SampleShoots.Shoot("1.31.4", pool), Cancellation);
        await fixture.WaitForShootAsync(item =>
            item?.Status?.LastOperation?.Description?.Contains("operating system configurations") == true
        );

        await fixture.Garden.DeleteAsync<Shoot>(s_shoot, Cancellation);

        await fixture.WaitForShootAsync(item => item is null);
        Assert.Null(await fixture.Seed.FindAsync<Namespace>(new ObjectKey(Ns), Cancellation));
    }

    [Fact]
    public async Task Two_runtimes_with_one_name_fail_the_Shoot_before_anything_is_written()
    {
        await using var fixture = await GardenletFixture.StartAsync();
        await fixture.Garden.CreateAsync(
            SampleShoots.Shoot(
                "1.31.4",
                SampleShoots.Pool("c", SampleShoots.Containerd("a-b")),
                SampleShoots.Pool("b-c", SampleShoots.Containerd("a"))
            ),
            Cancellation
        );

        var failed = (await fixture.WaitForShootAsync(item => item?.Status?.LastOperation?.State == "Failed"))!;

        Assert.Equal(["ERR_CONFIGURATION_PROBLEM"], failed.Status!.LastErrors![0].Codes);
        Assert.Contains("would both be named", failed.Status.LastOperation!.Description);
        Assert.Null(await fixture.Seed.FindAsync<Namespace>(new ObjectKey(Ns), Cancellation));
        Assert.Null(await fixture.Seed.FindAsync<Cluster>(new ObjectKey(Ns), Cancellation));
    }

    [Fact]
    public async Task Case_25_a_hibernated_Shoot_deploys_and_waits_but_contacts_no_node()
    {
        await using var fixture = await GardenletFixture.StartAsync();
        var shoot = SampleShoots.Shoot("1.31.4", SampleShoots.Pool("a", SampleShoots.Containerd("fast")));
        await fixture.Garden.CreateAsync(
            shoot with
            {
                Spec = shoot.Spec! with { Hibernation = new ShootHibernation { Enabled = true } },
            },
            Cancellation
        );

        var done = (await fixture.WaitForShootAsync(item => IsDone(item, "Create")))!;

        Assert.True(done.Status!.Hibernated);
        Assert.Equal(["fast-a"], await NamesAsync<ContainerRuntime>(fixture.Seed));
        var tasks = fixture.Progress.Last().Progress.Tasks.ToDictionary(task => task.Task);
        Assert.Equal(FlowTaskState.Succeeded, tasks["Deploying container runtime resources"].State);
        Assert.Equal(FlowTaskState.Succeeded, tasks["Waiting until container runtime resources are ready"].State);
        Assert.Equal(FlowTaskState.Skipped, tasks["Waiting until stale container runtime resources are deleted"].State);
    }

    [Fact]
    public async Task Case_25_a_workerless_Shoot_writes_no_extension_objects()
    {
        await using var fixture = await GardenletFixture.StartAsync();
        await fixture.Garden.CreateAsync(SampleShoots.Shoot("1.31.4"), Cancellation);

        await fixture.WaitForShootAsync(item => IsDone(item, "Create"));

        var runtimeTasks = fixture
            .Progress.Last()
            .Progress.Tasks.Where(task => task.Task.Contains("container runtime"));
        Assert.All(runtimeTasks, task => Assert.Equal("workerless", task.Message));
        Assert.Equal(4, runtimeTasks.Count());
        Assert.Empty(await NamesAsync<ContainerRuntime>(fixture.Seed));
        Assert.Empty(await NamesAsync<OperatingSystemConfig>(fixture.Seed));
    }

    [Fact]
    public async Task Case_25_no_task_of_container_runtimes_depends_on_workers_or_nodes()
    {
        await using var fixture = await GardenletFixture.StartAsync();
        await fixture.Garden.CreateAsync(
            SampleShoots.Shoot("1.31.4", SampleShoots.Pool("a", SampleShoots.Containerd("fast"))),
            Cancellation
        );
        await fixture.WaitForShootAsync(item => IsDone(item, "Create"));

        var tasks = fixture.Progress.Last().Progress.Tasks.ToDictionary(task => task.Task, task => task.DependsOn);
        foreach (var task in tasks.Keys.Where(name => name.Contains("container runtime")))
        {
            Assert.DoesNotContain(Ancestors(task), name => name.Contains("worker") || name.Contains("nodes"));
        }

        IEnumerable<string> Ancestors(string task) =>
            tasks[task].SelectMany(parent => Ancestors(parent).Prepend(parent));
    }

    private static async Task AssertCreatedAsync(GardenletFixture fixture, Shoot shoot)
    {
        Assert.Equal("local", shoot.Spec!.SeedName);
        Assert.Equal(Ns, shoot.Status!.TechnicalID);
        Assert.Equal(["gardener"], shoot.Metadata.Finalizers);
        Assert.Equal(100, shoot.Status.LastOperation!.Progress);
        Assert.Null(shoot.Status.LastErrors);
        Assert.Equal(["fast-a", "fast-b", "slow-a"], await NamesAsync<ContainerRuntime>(fixture.Seed));
        Assert.Equal(4, (await NamesAsync<OperatingSystemConfig>(fixture.Seed)).Count);
        Assert.Equal(["demo"], await NamesAsync<Worker>(fixture.Seed));
        var secrets = await NodeAgentSecretsAsync(fixture);
        Assert.Equal(2, secrets.Count);
        var config = YamlDocument.ParseAll(secrets[0].GetText("osc.yaml")!)[0]!;
        Assert.Equal("OperatingSystemConfig", (string?)config["kind"]);
        Assert.Equal("acme.service", (string?)config["status"]!["extensionUnits"]![0]!["name"]);
        var cluster = await fixture.Seed.GetAsync<Cluster>(new ObjectKey(Ns), Cancellation);
        Assert.Equal("demo", cluster.Spec!.Shoot!.Value.GetProperty("metadata").GetProperty("name").GetString());
        var installations = await fixture.Garden.ListAsync<ControllerInstallation>(Cancellation);
        Assert.Equal(
            ["runtime-fast-local", "runtime-slow-local"],
            installations.Items.Select(item => item.Metadata.Name).Order()
        );
        Assert.All(
            fixture.Progress.Last().Progress.Tasks,
            task => Assert.True(task.State is FlowTaskState.Succeeded, $"{task.Task}: {task.State} {task.Message}")
        );
    }

    private static Task RemoveSlowFromPoolAAsync(GardenletFixture fixture) =>
        PatchPoolsAsync(fixture, pools => [pools[0] with { Cri = SampleShoots.Containerd("fast") }, .. pools.Skip(1)]);

    private static Task RemovePoolBAsync(GardenletFixture fixture) => PatchPoolsAsync(fixture, pools => [pools[0]]);

    private static async Task PatchPoolsAsync(
        GardenletFixture fixture,
        Func<IReadOnlyList<ShootWorker>, IReadOnlyList<ShootWorker>> change
    )
    {
        var shoot = await fixture.Garden.GetAsync<Shoot>(s_shoot, Cancellation);
        var provider = shoot.Spec!.Provider!;
        await fixture.Garden.PatchDifferenceAsync(
            shoot,
            shoot with
            {
                Spec = shoot.Spec with { Provider = provider with { Workers = change(provider.Workers!) } },
            },
            Cancellation
        );
    }

    private static async Task<IReadOnlyList<string>> NamesAsync<T>(IKubernetesClient client)
        where T : class, Api.IResource<T> =>
        [
            .. (await client.ListAsync<T>(ListOptions.In(Ns), Cancellation))
                .Items.Select(item => item.Metadata.Name!)
                .Order(StringComparer.Ordinal),
        ];

    private static async Task<IReadOnlyList<Secret>> NodeAgentSecretsAsync(GardenletFixture fixture) =>
        (
            await fixture.Shoot!.ListAsync<Secret>(
                new ListOptions
                {
                    Namespace = "kube-system",
                    LabelSelector = "gardener.cloud/role=operating-system-config",
                },
                Cancellation
            )
        ).Items;

    private static bool IsDone(Shoot? shoot, string type) =>
        shoot?.Status?.LastOperation is { State: "Succeeded" } last
        && last.Type == type
        && shoot.Status.ObservedGeneration == shoot.Metadata.Generation;
}
