using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;

namespace Graft.Extensions.Tests.Life;

/// <summary>A Shoot's control plane moves from one seed to another, each with a gVisor extension of its own.</summary>
public sealed class MoveToAnotherSeedTests : IAsyncLifetime
{
    private readonly LifeSeed _first = new();
    private readonly LifeSeed _second = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _first.InitializeAsync();
        await _second.InitializeAsync();
    }

    [Fact]
    public async Task Case_50_the_second_seed_ends_with_what_the_first_had_and_the_first_is_left_clean()
    {
        var ns = await _first.CreateShootAsync();
        await using var here = new ExtensionProcess(_first.Client);
        await _first.InstallAsync(ns, "a", "b");
        var before = await InstalledObjects.DescribeAsync(_first.Client, ns);
        await MigrateAsync(ns);
        await LeaveCleanAsync(ns);

        Assert.Equal(ns, await _second.CreateShootAsync());
        await using var there = new ExtensionProcess(_second.Client);
        await ArriveAsync(ns);
        foreach (var name in (string[])["gvisor-a", "gvisor-b"])
        {
            await _second.AskAsync(ns, name, WellKnown.Operations.Restore);
        }
        await _second.UntilAsync(() => IsRestored(ns, "gvisor-a") && IsRestored(ns, "gvisor-b"), Token);

        Assert.Equal(before, await InstalledObjects.DescribeAsync(_second.Client, ns));
        var restored = await _second.Client.GetAsync<ContainerRuntime>(new ObjectKey(ns, "gvisor-a"), Token);
        Assert.Equal("kept", restored.Status!.State!.Value.GetProperty("word").GetString());
        Assert.Equal([WellKnown.Finalizers.ContainerRuntime], restored.Metadata.Finalizers!);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    /// <summary>Whoever sees a ManagedResource go must see that its objects stay: else the nodes would lose their runtime.</summary>
    private async Task MigrateAsync(string ns)
    {
        var going = new ConcurrentDictionary<string, bool?>(StringComparer.Ordinal);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = _first.Resources.Subscribe(change =>
        {
            if (change.Object.Metadata is { DeletionTimestamp: not null, Name: { } name })
            {
                going.TryAdd(name, change.Object.Spec!.KeepObjects);
            }
            if (going.Count == 3)
            {
                all.TrySetResult();
            }
        });
        foreach (var name in (string[])["gvisor-a", "gvisor-b"])
        {
            await _first.AskAsync(ns, name, WellKnown.Operations.Migrate);
        }
        await all.Task.WaitAsync(Watching.Deadline, Token);
        Assert.All(going, one => Assert.True(one.Value, one.Key));
        await _first.UntilAsync(
            () =>
                _first.IsSettled(ns, "gvisor-a", LastOperationType.Migrate)
                && _first.IsSettled(ns, "gvisor-b", LastOperationType.Migrate),
            Token
        );
    }

    /// <summary>Nothing of the extension is left, and the core's deletion needs nobody.</summary>
    private async Task LeaveCleanAsync(string ns)
    {
        Assert.Equal("", await InstalledObjects.DescribeAsync(_first.Client, ns));
        foreach (var name in (string[])["gvisor-a", "gvisor-b"])
        {
            var key = new ObjectKey(ns, name);
            var left = await _first.Client.GetAsync<ContainerRuntime>(key, Token);
            Assert.Empty(left.Metadata.Finalizers ?? []);
            await _first.Client.DeleteAsync<ContainerRuntime>(key, Token);
            Assert.Null(await _first.Client.FindAsync<ContainerRuntime>(key, Token));
        }
    }

    /// <summary>The core creates the objects, then writes their state; until it asks, nobody else touches them.</summary>
    private async Task ArriveAsync(string ns)
    {
        foreach (var pool in (string[])["a", "b"])
        {
            var runtime = Samples.Runtime(ns, pool, "gvisor", WellKnown.Operations.WaitForState);
            var created = await _second.Client.CreateAsync(runtime, Token);
            var other = await _second.CreateShootAsync();
            await _second.InstallAsync(other, "a");
            var key = new ObjectKey(ns, created.Metadata.Name!);
            var waiting = await _second.Client.GetAsync<ContainerRuntime>(key, Token);
            Assert.Equal(created.Metadata.ResourceVersion, waiting.Metadata.ResourceVersion);

            var state = new JsonObject { ["word"] = "kept" };
            await _second.Client.PatchAsync<ContainerRuntime>(
                key,
                Patch.Merge(new JsonObject { ["status"] = new JsonObject { ["state"] = state } }),
                WriteOptions.Status,
                Token
            );
        }
        Assert.Equal("", await InstalledObjects.DescribeAsync(_second.Client, ns));
    }

    /// <summary>A restore may be followed by an everyday reconcile, which changes nothing but the status.</summary>
    private bool IsRestored(string ns, string name) =>
        _second.IsSettled(ns, name, LastOperationType.Restore)
        || _second.IsSettled(ns, name, LastOperationType.Reconcile);
}
