using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Actuators;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;

namespace Graft.Extensions.Tests.Controllers;

public sealed class ExtensionReconcilerTests(SeedCluster seed)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Case_33_wait_for_state_touches_nothing()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        var created = await bench.CreateAsync(WellKnown.Operations.WaitForState);
        await bench.ReconcileAsync();
        Assert.Equal(created.Metadata.ResourceVersion, (await bench.ReadAsync()).Metadata.ResourceVersion);
        Assert.Empty(bench.Actuator.Calls);
    }

    [Fact]
    public async Task Case_33_the_wish_to_reconcile_is_removed_before_work()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync();
        ContainerRuntime? during = null;
        bench.Actuator.During = async _ => during = await bench.ReadAsync();
        await bench.ReconcileAsync();
        Assert.Empty(during!.Metadata.Annotations ?? Samples.Map());
        Assert.Equal([WellKnown.Finalizers.ContainerRuntime], during.Metadata.Finalizers);
    }

    [Fact]
    public async Task Case_33_an_unknown_wish_stays_and_is_ignored()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync("dance");
        await bench.ReconcileAsync();
        var after = await bench.ReadAsync();
        Assert.Equal("dance", after.Metadata.Annotations![WellKnown.Annotations.Operation]);
        Assert.Equal(LastOperationState.Succeeded, after.Status!.LastOperation!.State);
    }

    [Fact]
    public async Task How_operations_end_is_told_by_events_on_the_object()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync();
        bench.Actuator.During = _ => throw new InvalidOperationException("the disk is full");
        await Assert.ThrowsAsync<InvalidOperationException>(bench.ReconcileAsync);
        await Assert.ThrowsAsync<InvalidOperationException>(bench.ReconcileAsync);
        bench.Actuator.During = _ => Task.CompletedTask;
        await bench.ReconcileAsync();

        await bench.StopAsync();

        var events = await bench.Client.ListAsync<Event>(ListOptions.In(bench.Namespace), Token);
        Assert.Equal(
            [
                "Normal ContainerRuntimeCreation Successfully reconciled ContainerRuntime (1)",
                "Warning ContainerRuntimeCreation the disk is full (2)",
            ],
            events
                .Items.Select(item => $"{item.Type} {item.Reason} {item.Message} ({item.Count})")
                .Order(StringComparer.Ordinal)
        );
        Assert.All(events.Items, item => Assert.Equal(bench.Key.Name, item.InvolvedObject!.Name));
    }

    [Theory]
    [InlineData(
        null,
        "Create",
        "Reconciling the ContainerRuntime",
        "Successfully reconciled ContainerRuntime",
        "reconcile"
    )]
    [InlineData(
        "migrate",
        "Migrate",
        "Migrating the ContainerRuntime",
        "Successfully migrated ContainerRuntime",
        "migrate"
    )]
    [InlineData(
        "restore",
        "Restore",
        "Restoring the ContainerRuntime",
        "Successfully restored ContainerRuntime",
        "restore"
    )]
    public async Task Case_34_status_of_each_operation(
        string? wish,
        string type,
        string doing,
        string done,
        string call
    )
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync(wish);
        ContainerRuntime? during = null;
        bench.Actuator.During = async _ => during = await bench.ReadAsync();
        await bench.ReconcileAsync();
        AssertOperation(during!.Status!.LastOperation, type, LastOperationState.Processing, 1, doing, bench);
        Assert.Null(during.Status.ObservedGeneration);
        var after = (await bench.ReadAsync()).Status!;
        AssertOperation(after.LastOperation, type, LastOperationState.Succeeded, 100, done, bench);
        Assert.Equal(1, after.ObservedGeneration);
        Assert.Null(after.LastError);
        Assert.Equal([call], bench.Actuator.Calls);
    }

    [Fact]
    public async Task Case_34_an_error_shows_with_its_codes_and_a_success_removes_it()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync();
        bench.Actuator.During = _ => throw ErrorCodesException.ConfigurationProblem("the pool is odd");
        await Assert.ThrowsAsync<ErrorCodesException>(bench.ReconcileAsync);
        var failed = (await bench.ReadAsync()).Status!;
        const string Text = "Error reconciling ContainerRuntime: the pool is odd";
        AssertOperation(failed.LastOperation, "Create", LastOperationState.Error, 50, Text, bench);
        Assert.Equal(Text, failed.LastError!.Description);
        Assert.Equal([ErrorCode.ConfigurationProblem], failed.LastError.Codes);
        Assert.Equal(1, failed.ObservedGeneration);

        ContainerRuntime? during = null;
        bench.Actuator.During = async _ => during = await bench.ReadAsync();
        await bench.ReconcileAsync();
        Assert.Equal(Text, during!.Status!.LastError!.Description);
        Assert.Null((await bench.ReadAsync()).Status!.LastError);
    }

    [Fact]
    public async Task Case_34_codes_of_a_former_error_do_not_outlive_it()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync();
        bench.Actuator.During = _ => throw ErrorCodesException.ConfigurationProblem("first");
        await Assert.ThrowsAsync<ErrorCodesException>(bench.ReconcileAsync);
        bench.Actuator.During = _ => throw new InvalidOperationException("second");
        await Assert.ThrowsAsync<InvalidOperationException>(bench.ReconcileAsync);
        Assert.Null((await bench.ReadAsync()).Status!.LastError!.Codes);
    }

    [Fact]
    public async Task Case_34_the_time_moves_on_a_reconcile_without_change()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync();
        await bench.ReconcileAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await bench.AnnotateAsync(WellKnown.Operations.Reconcile);
        await bench.ReconcileAsync();
        var operation = (await bench.ReadAsync()).Status!.LastOperation!;
        Assert.Equal(bench.Time.GetUtcNow(), operation.LastUpdateTime);
        Assert.Equal(LastOperationType.Reconcile, operation.Type);
    }

    [Fact]
    public async Task A_requested_pause_shows_its_cause_and_is_no_failure()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync();
        bench.Actuator.During = _ => throw new RequeueException(TimeSpan.FromSeconds(7), "not yet");
        var result = await bench.ReconcileAsync();
        Assert.Equal(ReconcileResult.RequeueAfter(TimeSpan.FromSeconds(7)), result);
        var description = (await bench.ReadAsync()).Status!.LastError!.Description;
        Assert.Equal("Error reconciling ContainerRuntime: not yet", description);
    }

    [Fact]
    public async Task Case_36_a_failed_Shoot_is_left_alone()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed, name => Samples.Cluster(name, isFailed: true));
        var created = await bench.CreateAsync();
        await bench.ReconcileAsync();
        Assert.Equal(created.Metadata.ResourceVersion, (await bench.ReadAsync()).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task A_missing_Cluster_is_an_error_without_a_status()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync();
        await bench.Client.DeleteAsync<Cluster>(new ObjectKey(bench.Namespace), Token);
        await Assert.ThrowsAsync<InvalidOperationException>(bench.ReconcileAsync);
        var after = await bench.ReadAsync();
        Assert.Null(after.Status?.LastOperation);
        Assert.Empty(after.Metadata.Annotations ?? Samples.Map());
    }

    [Fact]
    public async Task Case_37_delete_without_the_finalizer_is_no_business_of_ours()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        var item = Samples.Runtime(bench.Namespace, type: ReconcilerBench.Type, operation: null);
        await bench.Client.CreateAsync(
            item with
            {
                Metadata = item.Metadata with { Finalizers = ["example.com/other"] },
            },
            Token
        );
        await bench.Client.DeleteAsync<ContainerRuntime>(bench.Key, Token);
        await bench.ReconcileAsync();
        Assert.Empty(bench.Actuator.Calls);
        Assert.Null((await bench.ReadAsync()).Status?.LastOperation);
    }

    [Fact]
    public async Task Case_37_the_finalizer_goes_only_after_success()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        await bench.CreateAsync();
        await bench.ReconcileAsync();
        await bench.Client.DeleteAsync<ContainerRuntime>(bench.Key, Token);
        bench.Actuator.During = _ => throw new InvalidOperationException("still in use");
        await Assert.ThrowsAsync<InvalidOperationException>(bench.ReconcileAsync);
        var kept = await bench.ReadAsync();
        Assert.Equal([WellKnown.Finalizers.ContainerRuntime], kept.Metadata.Finalizers);
        Assert.Equal("Error deleting ContainerRuntime: still in use", kept.Status!.LastError!.Description);
        bench.Actuator.During = _ => Task.CompletedTask;
        await bench.ReconcileAsync();
        Assert.Null(await bench.Client.FindAsync<ContainerRuntime>(bench.Key, Token));
        Assert.Equal(["reconcile", "delete", "delete"], bench.Actuator.Calls);
    }

    [Fact]
    public async Task Case_37_a_given_up_Shoot_is_deleted_by_force()
    {
        await using var bench = await ReconcilerBench.StartAsync(
            seed,
            name => Samples.Cluster(name, isForceDeleted: true)
        );
        await bench.CreateAsync();
        await bench.ReconcileAsync();
        await bench.Client.DeleteAsync<ContainerRuntime>(bench.Key, Token);
        await bench.ReconcileAsync();
        Assert.Equal(["reconcile", "force delete"], bench.Actuator.Calls);
    }

    [Fact]
    public async Task Case_38_migrate_lets_go_and_only_restore_comes_back()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        var created = await bench.CreateAsync();
        await bench.Client.PatchDifferenceAsync(
            created,
            created with
            {
                Metadata = created.Metadata with { Finalizers = ["example.com/other"] },
            },
            Token
        );
        await bench.ReconcileAsync();
        await bench.AnnotateAsync(WellKnown.Operations.Migrate);
        await bench.ReconcileAsync();
        var migrated = await bench.ReadAsync();
        Assert.Null(migrated.Metadata.Finalizers);
        Assert.Empty(migrated.Metadata.Annotations ?? Samples.Map());

        await bench.AnnotateAsync(WellKnown.Operations.Reconcile);
        await bench.ReconcileAsync();
        Assert.Equal(["reconcile", "migrate"], bench.Actuator.Calls);
        Assert.Null((await bench.ReadAsync()).Metadata.Finalizers);

        await bench.AnnotateAsync(WellKnown.Operations.Restore);
        await bench.ReconcileAsync();
        var restored = await bench.ReadAsync();
        Assert.Equal(["reconcile", "migrate", "restore"], bench.Actuator.Calls);
        Assert.Equal([WellKnown.Finalizers.ContainerRuntime], restored.Metadata.Finalizers);
        Assert.Empty(restored.Metadata.Annotations ?? Samples.Map());
    }

    [Fact]
    public async Task Conditions_of_older_versions_are_removed()
    {
        await using var bench = await ReconcilerBench.StartAsync(seed);
        var created = await bench.CreateAsync();
        var now = bench.Time.GetUtcNow();
        var old = new Condition
        {
            Type = "Healthy",
            Status = "True",
            Reason = "Old",
            Message = "from long ago",
            LastTransitionTime = now,
            LastUpdateTime = now,
        };
        await bench.Client.PatchStatusDifferenceAsync(
            created,
            created with
            {
                Status = new ExtensionStatus { Conditions = [old] },
            },
            Token
        );
        await bench.ReconcileAsync();
        Assert.Null((await bench.ReadAsync()).Status!.Conditions);
    }

    private static void AssertOperation(
        LastOperation? operation,
        string type,
        string state,
        int progress,
        string description,
        ReconcilerBench bench
    )
    {
        Assert.Equal(
            (type, state, progress, description, bench.Time.GetUtcNow()),
            (
                operation!.Type,
                operation.State,
                operation.Progress ?? 0,
                operation.Description,
                operation.LastUpdateTime ?? default
            )
        );
    }
}
