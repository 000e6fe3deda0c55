using System.Diagnostics;
using System.Globalization;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>What networks do to connections: cut them anywhere, fall silent, crawl.</summary>
[Collection(FaultSuite.Name)]
public sealed class ConnectionFaultTests : IAsyncLifetime
{
    private EmbeddedCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await EmbeddedCluster.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary><c>GRAFT_FAULT_SEED</c> repeats a failure.</summary>
    [Theory(Timeout = FaultSuite.Limit)]
    [InlineData(4_000)]
    [InlineData(60_000)]
    public async Task A_copy_behind_connections_that_are_cut_at_random_bytes_ends_equal_to_the_store(int cutWithin)
    {
        var seed = Environment.GetEnvironmentVariable("GRAFT_FAULT_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        await using var bench = new FaultBench(_cluster.Connection, 50, seed);
        await using var proxy = new FaultProxy(_cluster.Server.Port, new Random(seed));
        using var client = FaultBench.Hurried(proxy.Before(_cluster.Connection));
        await bench.StartAsync();
        await using var copy = FaultBench.Copy(client);
        await copy.WaitUntilSyncedAsync(Cancel);

        proxy.CutWithin = cutWithin;
        proxy.CutAll();
        await bench.ChangesAsync(200);
        await Eventually.TrueAsync(() => proxy.Cuts >= 10);
        proxy.CutWithin = 0;

        await bench.ConvergeAsync(copy, $"seed {seed}, {proxy.Cuts} cuts");
    }

    [Fact(Timeout = FaultSuite.Limit)]
    public async Task A_copy_finds_out_that_the_other_side_has_fallen_silent()
    {
        await using var bench = new FaultBench(_cluster.Connection, 20, 1);
        await using var proxy = new FaultProxy(_cluster.Server.Port, new Random(1));
        using var client = FaultBench.Hurried(proxy.Before(_cluster.Connection));
        await bench.StartAsync();
        await using var copy = FaultBench.Copy(client);
        await copy.WaitUntilSyncedAsync(Cancel);
        await bench.ChangesAsync(20);

        proxy.FreezeAll();
        await bench.ChangesAsync(20);

        await bench.ConvergeAsync(copy, "half-open connection");
    }

    [Fact(Timeout = FaultSuite.Limit)]
    public async Task A_request_on_a_silent_connection_is_repeated_on_another_if_it_is_a_read_and_fails_if_not()
    {
        await using var proxy = new FaultProxy(_cluster.Server.Port, new Random(1));
        using var client = FaultBench.Client(proxy.Before(_cluster.Connection), TimeProvider.System);
        await client.GetAsync<Namespace>(new ObjectKey("default"), Cancel);

        proxy.FreezeAll();
        Assert.Equal("default", (await client.GetAsync<Namespace>(new ObjectKey("default"), Cancel)).Metadata.Name);
        proxy.FreezeAll();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            client.CreateAsync(
                new ConfigMap
                {
                    Metadata = new() { Namespace = "default", Name = "silent" },
                },
                Cancel
            )
        );
        Assert.Null(await client.FindAsync<ConfigMap>(new ObjectKey("default", "silent"), Cancel));
    }

    [Fact(Timeout = FaultSuite.Limit)]
    public async Task A_slow_copy_ends_equal_to_the_store_and_holds_up_nobody_else()
    {
        await using var bench = new FaultBench(_cluster.Connection, 100, 1);
        await using var proxy = new FaultProxy(_cluster.Server.Port, new Random(1)) { BytesPerSecond = 50_000 };
        using var client = FaultBench.Client(proxy.Before(_cluster.Connection), TimeProvider.System);
        await bench.StartAsync();
        await using var copy = FaultBench.Copy(client);

        var started = Stopwatch.GetTimestamp();
        await bench.ChangesAsync(300);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(25), "writers waited for a slow reader");

        await bench.ConvergeAsync(copy, "slow stream");
    }

    [Fact(Timeout = FaultSuite.Limit)]
    public async Task What_broken_connections_took_is_given_back()
    {
        await RunAsync();
        var before = Holdings.Count();

        for (var i = 0; i < 2; i++)
        {
            await RunAsync();
        }

        await before.ComeBackAsync();

        async Task RunAsync()
        {
            await using var proxy = new FaultProxy(_cluster.Server.Port, new Random(1)) { CutWithin = 3_000 };
            using var client = FaultBench.Hurried(proxy.Before(_cluster.Connection));
            await using var copy = FaultBench.Copy(client);
            await Eventually.TrueAsync(() => proxy.Cuts >= 6);
            proxy.FreezeAll();
        }
    }
}
