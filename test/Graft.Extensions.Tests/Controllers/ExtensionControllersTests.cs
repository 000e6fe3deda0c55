using Graft.Api.Gardener;
using Graft.Extensions.Controllers;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Controllers;

public sealed class ExtensionControllersTests(SeedCluster seed)
{
    private readonly RecordingActuator _actuator = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Case_35_a_bare_change_of_the_specification_waits_for_the_wish()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        var first = await SucceededAsync(Samples.Runtime(ns));
        await ChangeBinaryPathAsync(first, "/elsewhere");
        // Another object that is served afterwards proves that the first change has been seen.
        await SucceededAsync(Samples.Runtime(ns, pool: "b"));
        Assert.Equal(1, (await ReadAsync(ns, "a")).Status!.ObservedGeneration);
        Assert.Equal(2, (await ReadAsync(ns, "a")).Metadata.Generation);
    }

    [Fact]
    public async Task Case_35_in_ignore_mode_a_change_is_reconciled_at_once()
    {
        var ns = await NamespaceAsync();
        await using var running = Run(new() { IgnoreOperationAnnotation = true });
        var first = await SucceededAsync(Samples.Runtime(ns, operation: null));
        await ChangeBinaryPathAsync(first, "/elsewhere");
        await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "fast-a"),
            item => item.Status is { ObservedGeneration: 2, LastOperation.State: LastOperationState.Succeeded }
        );
    }

    [Fact]
    public async Task Case_35_in_ignore_mode_a_changed_Cluster_reconciles_all()
    {
        var ns = await NamespaceAsync();
        await using var running = Run(new() { IgnoreOperationAnnotation = true });
        await SucceededAsync(Samples.Runtime(ns, operation: null));
        await SucceededAsync(Samples.Runtime(ns, pool: "b", operation: null));
        var cluster = await seed.Client.GetAsync<Cluster>(new ObjectKey(ns), Token);
        var changed = Samples.Cluster(ns, isHibernated: true);
        await seed.Client.PatchDifferenceAsync(cluster, cluster with { Spec = changed.Spec }, Token);
        foreach (var pool in (string[])["a", "b"])
        {
            await seed.Client.UntilAsync<ContainerRuntime>(
                new ObjectKey(ns, $"fast-{pool}"),
                item =>
                    item.Status?.LastOperation
                        is { Type: LastOperationType.Reconcile, State: LastOperationState.Succeeded }
            );
        }
    }

    [Fact]
    public async Task Case_36_other_types_and_classes_are_not_written_to()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        var other = await seed.Client.CreateAsync(Samples.Runtime(ns, type: "slow"), Token);
        var garden = Samples.Runtime(ns, pool: "g");
        garden = await seed.Client.CreateAsync(
            garden with
            {
                Spec = garden.Spec! with { Class = ExtensionClass.Garden },
            },
            Token
        );
        await SucceededAsync(Samples.Runtime(ns));
        Assert.Equal(other.Metadata.ResourceVersion, (await ReadAsync(ns, "a", "slow")).Metadata.ResourceVersion);
        Assert.Equal(garden.Metadata.ResourceVersion, (await ReadAsync(ns, "g")).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Case_36_a_failed_Shoot_is_not_written_to()
    {
        var failed = await NamespaceAsync(name => Samples.Cluster(name, isFailed: true));
        var good = await NamespaceAsync();
        await using var running = Run();
        var left = await seed.Client.CreateAsync(Samples.Runtime(failed), Token);
        await SucceededAsync(Samples.Runtime(good));
        Assert.Equal(left.Metadata.ResourceVersion, (await ReadAsync(failed, "a")).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task An_object_that_comes_before_its_Cluster_is_served_when_that_arrives()
    {
        var ns = await seed.CreateNamespaceAsync();
        var good = await NamespaceAsync();
        await using var running = Run();
        var early = await seed.Client.CreateAsync(Samples.Runtime(ns), Token);
        await SucceededAsync(Samples.Runtime(good));
        Assert.Equal(early.Metadata.ResourceVersion, (await ReadAsync(ns, "a")).Metadata.ResourceVersion);
        await seed.Client.CreateAsync(Samples.Cluster(ns), Token);
        await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "fast-a"),
            item => item.Status?.LastOperation?.State == LastOperationState.Succeeded
        );
    }

    [Fact]
    public async Task Case_39_the_first_reconcile_ends_without_a_conflict()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns));
        Assert.Equal(["reconcile"], _actuator.Calls);
        // Wish and finalizer, Processing, Succeeded: nothing is written twice.
        Assert.Equal(1, (await ReadAsync(ns, "a")).Status!.ObservedGeneration);
    }

    [Fact]
    public async Task What_was_cut_short_is_taken_up_by_the_next_process()
    {
        var ns = await NamespaceAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cut = new CancellationTokenSource();
        _actuator.During = async _ =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cut.Token);
        };
        await using (Run())
        {
            await seed.Client.CreateAsync(Samples.Runtime(ns), Token);
            await begun.Task.WaitAsync(Watching.Deadline, Token);
            _actuator.During = _ => Task.CompletedTask;
            await cut.CancelAsync();
        }
        await using var second = Run();
        await seed.Client.UntilAsync<ContainerRuntime>(
            new ObjectKey(ns, "fast-a"),
            item => item.Status?.LastOperation?.State == LastOperationState.Succeeded
        );
    }

    [Fact]
    public async Task Deletion_ends_with_the_object_gone()
    {
        var ns = await NamespaceAsync();
        await using var running = Run();
        await SucceededAsync(Samples.Runtime(ns));
        await seed.Client.DeleteAsync<ContainerRuntime>(new ObjectKey(ns, "fast-a"), Token);
        await seed.Client.UntilGoneAsync<ContainerRuntime>(new ObjectKey(ns, "fast-a"));
        Assert.Equal(["reconcile", "delete"], _actuator.Calls);
    }

    private RunningControllers Run(ExtensionControllerOptions? options = null) =>
        new(seed.Client, controllers => controllers.AddContainerRuntime("fast", _actuator), options);

    private async Task<string> NamespaceAsync(Func<string, Cluster>? cluster = null)
    {
        var ns = await seed.CreateNamespaceAsync();
        await seed.Client.CreateAsync((cluster ?? (name => Samples.Cluster(name)))(ns), Token);
        return ns;
    }

    private async Task<ContainerRuntime> SucceededAsync(ContainerRuntime runtime)
    {
        var created = await seed.Client.CreateAsync(runtime, Token);
        return await seed.Client.UntilAsync<ContainerRuntime>(
            Resource.Of<ContainerRuntime>().KeyOf(created),
            item => item.Status?.LastOperation?.State == LastOperationState.Succeeded
        );
    }

    private async Task ChangeBinaryPathAsync(ContainerRuntime item, string path) =>
        await seed.Client.PatchDifferenceAsync(item, item with { Spec = item.Spec! with { BinaryPath = path } }, Token);

    private Task<ContainerRuntime> ReadAsync(string ns, string pool, string type = "fast") =>
        seed.Client.GetAsync<ContainerRuntime>(new ObjectKey(ns, $"{type}-{pool}"), Token);
}
