using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Extensions.HealthChecks;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.HealthChecks;

/// <summary>An extension with health checks of its own, on a real API server.</summary>
public sealed class HealthReconcilerTests(SeedCluster seed)
{
    private const string Type = "checked";

    private static readonly Condition s_old = new()
    {
        Type = "OfAnOlderVersion",
        Status = "False",
        Reason = "Old",
        Message = "old",
        LastTransitionTime = DateTimeOffset.UnixEpoch,
        LastUpdateTime = DateTimeOffset.UnixEpoch,
    };

    private readonly RecordingActuator _actuator = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checks_become_conditions()
    {
        var ns = await NamespaceAsync();
        await using var running = Run(
            Check("Healthy", () => HealthCheckResult.Unhealthy("the disk is full")),
            Check("Reachable", () => throw new TimeoutException("no answer"))
        );
        await seed.Client.CreateAsync(Samples.Runtime(ns, type: Type), Token);
        var item = await UntilAsync(ns, conditions => conditions.Count == 2);
        Assert.Equal(
            [
                "Healthy False HealthCheckUnsuccessful the disk is full",
                "Reachable Unknown ConditionCheckError no answer",
            ],
            item.Status!.Conditions!.Select(one => $"{one.Type} {one.Status} {one.Reason} {one.Message}")
        );
    }

    [Fact]
    public async Task In_a_Shoot_that_sleeps_nothing_is_asked()
    {
        var ns = await NamespaceAsync(isHibernated: true);
        await using var running = Run(Check("Healthy", () => throw new InvalidOperationException("asked")));
        await seed.Client.CreateAsync(Samples.Runtime(ns, type: Type), Token);
        var item = await UntilAsync(ns, conditions => conditions.Count == 1);
        Assert.Equal("Shoot is hibernated", item.Status!.Conditions![0].Message);
    }

    [Fact]
    public async Task Conditions_that_this_version_does_not_report_go_with_the_next_success()
    {
        var ns = await NamespaceAsync();
        var created = await seed.Client.CreateAsync(Samples.Runtime(ns, type: Type), Token);
        var left = created with { Status = new() { Conditions = [s_old, s_old with { Type = "Healthy" }] } };
        await seed.Client.PatchStatusDifferenceAsync(created, left, Token);
        await using var running = Run(Check("Healthy", () => HealthCheckResult.Healthy));
        var item = await UntilAsync(ns, conditions => conditions is [{ Status: "True" }]);
        Assert.Equal("Healthy", item.Status!.Conditions![0].Type);
    }

    [Fact]
    public async Task Without_checks_no_condition_stays()
    {
        var ns = await NamespaceAsync();
        var created = await seed.Client.CreateAsync(Samples.Runtime(ns, type: Type), Token);
        await seed.Client.PatchStatusDifferenceAsync(
            created,
            created with
            {
                Status = new() { Conditions = [s_old] },
            },
            Token
        );
        await using var running = Run();
        var item = await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, $"{Type}-a"),
            one => one.Status?.LastOperation?.State == LastOperationState.Succeeded
        );
        Assert.Null(item.Status!.Conditions);
    }

    private static HealthCheck<ContainerRuntime> Check(string type, Func<HealthCheckResult> look)
    {
        return new HealthCheck<ContainerRuntime>(type, LookAsync);

        Task<HealthCheckResult> LookAsync(ContainerRuntime item, ClusterContext cluster, CancellationToken token) =>
            Task.FromResult(look());
    }

    private Task<ContainerRuntime> UntilAsync(string ns, Func<IReadOnlyList<Condition>, bool> holds) =>
        seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, $"{Type}-a"),
            item => item.Status?.Conditions is { } conditions && holds(conditions)
        );

    private RunningControllers Run(params IReadOnlyList<HealthCheck<ContainerRuntime>> checks) =>
        new(seed.Client, controllers => controllers.AddContainerRuntime(Type, _actuator, checks));

    private async Task<string> NamespaceAsync(bool isHibernated = false)
    {
        var ns = await seed.CreateNamespaceAsync();
        await seed.Client.CreateAsync(Samples.Cluster(ns, isHibernated: isHibernated), Token);
        return ns;
    }
}
