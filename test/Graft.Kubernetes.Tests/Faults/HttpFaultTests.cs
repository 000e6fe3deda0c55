using System.Globalization;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Tests.Transport;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>What servers and what stands before them do to requests: bursts of refusals, forgotten versions.</summary>
[Collection(FaultSuite.Name)]
public sealed class HttpFaultTests : IAsyncLifetime
{
    private EmbeddedCluster _cluster = null!;
    private FaultGateway _gateway = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(Cancel);
        _gateway = await FaultGateway.StartAsync(_cluster);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Theory(Timeout = FaultSuite.Limit)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Bursts_of_refusals_lose_no_write_and_no_event(int code)
    {
        await using var bench = new FaultBench(_cluster.Connection, 50, code);
        using var client = FaultBench.Hurried(_gateway.Connection);
        await bench.StartAsync(client);
        await using var copy = FaultBench.Copy(client);
        await copy.WaitUntilSyncedAsync(Cancel);

        var random = new Random(code);
        var refused = 0;
        for (var burst = 0; burst < 4; burst++)
        {
            var until = refused + 25;
            _gateway.Refuses = context =>
                RefuseAsync(context, code, Interlocked.Increment(ref refused) <= until, random.Next(2));
            await _gateway.BreakWatchesAsync(Answers.Status(code, "InternalError", "on purpose"));
            await bench.ChangesAsync(50);
        }

        Assert.True(refused > 100);
        await bench.ConvergeAsync(copy, $"bursts of {code}");
    }

    [Fact(Timeout = FaultSuite.Limit)]
    public async Task A_version_that_is_said_to_be_forgotten_leads_to_one_list_and_nothing_is_lost()
    {
        await using var bench = new FaultBench(_cluster.Connection, 50, 1);
        using var client = FaultBench.Hurried(_gateway.Connection);
        await bench.StartAsync();
        var (lists, watches, refusals) = (0, 0, 0);
        _gateway.Refuses = context =>
        {
            if (!context.Request.Query.ContainsKey("watch"))
            {
                Interlocked.Increment(ref lists);
                return Task.FromResult(false);
            }
            // Every other watch is refused before it begins.
            if (Interlocked.Increment(ref watches) % 2 == 1)
            {
                return Task.FromResult(false);
            }
            Interlocked.Increment(ref refusals);
            return AnsweredAsync(context.JsonAsync(Answers.Status(410, "Expired", "too old"), 410));
        };
        await using var copy = FaultBench.Copy(client);
        await copy.WaitUntilSyncedAsync(Cancel);

        for (var i = 1; i <= 5; i++)
        {
            await bench.ChangesAsync(30);
            var expected = 2 * i + 1;
            await Eventually.TrueAsync(() => Volatile.Read(ref watches) >= expected - 2);
            await _gateway.BreakWatchesAsync(Answers.Status(410, "Expired", "too old"));
            await Eventually.TrueAsync(() => Volatile.Read(ref watches) >= expected);
        }

        await bench.ConvergeAsync(copy, "410 as status and within watches");
        // The first list, one for each 410 within a stream and one for each as a status.
        Assert.Equal(1 + 5 + refusals, lists);
    }

    [Fact(Timeout = FaultSuite.Limit)]
    public async Task A_version_that_the_server_has_really_forgotten_is_made_up_for_by_a_list()
    {
        var options = new EmbeddedControlPlaneOptions { HistoryLimit = 16 };
        await using var cluster = await EmbeddedCluster.StartAsync(new(), options, Cancel);
        await using var bench = new FaultBench(cluster.Connection, 50, 1);
        await using var proxy = new FaultProxy(cluster.Server.Port, new Random(1));
        using var client = FaultBench.Hurried(proxy.Before(cluster.Connection));
        await bench.StartAsync();
        await using var copy = FaultBench.Copy(client);
        await copy.WaitUntilSyncedAsync(Cancel);

        for (var i = 0; i < 3; i++)
        {
            proxy.FreezeAll();
            await bench.ChangesAsync(100);
        }

        await bench.ConvergeAsync(copy, "history of 16 changes");
    }

    private static Task<bool> RefuseAsync(HttpContext context, int code, bool refuses, int retryAfter)
    {
        if (!refuses)
        {
            return Task.FromResult(false);
        }
        context.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
        return AnsweredAsync(context.JsonAsync(Answers.Status(code, "", "on purpose"), code));
    }

    private static async Task<bool> AnsweredAsync(Task answer)
    {
        await answer;
        return true;
    }
}
