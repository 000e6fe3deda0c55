using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.LeaderElection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Faults;

/// <summary>Three candidates, each behind a network of its own that fails.</summary>
[Collection(FaultSuite.Name)]
public sealed class LeaderFaultTests : IAsyncLifetime
{
    private const int Candidates = 3;
    private readonly Lock _lock = new();
    private readonly List<string> _history = [];
    private EmbeddedCluster _cluster = null!;
    private int? _leader;
    private string? _violation;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await EmbeddedCluster.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = FaultSuite.Limit)]
    public async Task Never_do_two_lead_at_once_and_a_leader_that_is_cut_off_is_followed_by_another()
    {
        var proxies = new List<FaultProxy>();
        for (var i = 0; i < Candidates; i++)
        {
            proxies.Add(new FaultProxy(_cluster.Server.Port, new Random(i)) { CutWithin = 40_000 });
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var candidates = proxies.Select((proxy, index) => StandAsync(index, proxy, stop.Token)).ToList();

        for (var round = 0; round < 2; round++)
        {
            await Eventually.TrueAsync(() => Leader is not null);
            var cutOff = Leader!.Value;
            var deadline = DateTime.UtcNow.AddSeconds(30);
            while (Leader is null || Leader == cutOff)
            {
                // Every connection that it makes falls silent, so that it cannot renew, and is not told so either.
                proxies[cutOff].FreezeAll();
                Assert.True(DateTime.UtcNow < deadline, $"nobody followed {cutOff}: {string.Join(", ", _history)}");
                await Task.Delay(20, Cancel);
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(candidates);
        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }
        Assert.True(_violation is null, _violation);
    }

    private int? Leader
    {
        get
        {
            lock (_lock)
            {
                return _leader;
            }
        }
    }

    /// <summary>Stands again whenever leadership is lost, as a process does that is started again.</summary>
    private async Task StandAsync(int index, FaultProxy proxy, CancellationToken cancellationToken)
    {
        using var client = FaultBench.Client(proxy.Before(_cluster.Connection), TimeProvider.System);
        while (!cancellationToken.IsCancellationRequested)
        {
            var elector = new LeaderElector(
                client,
                new LeaderElectionOptions
                {
                    Lease = new ObjectKey("default", "lease"),
                    Identity = $"candidate-{index}",
                    LeaseDuration = TimeSpan.FromSeconds(4),
                    RenewDeadline = TimeSpan.FromSeconds(1.5),
                    RetryPeriod = TimeSpan.FromSeconds(0.2),
                },
                TimeProvider.System,
                new Random(index),
                NullLogger<LeaderElector>.Instance
            );
            try
            {
                await elector.RunAsync(token => LeadAsync(index, token), cancellationToken);
            }
            catch (LeadershipLostException)
            {
                // It stands again.
            }
        }
    }

    private async Task LeadAsync(int index, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _violation ??= _leader is null
                ? null
                : $"{index} leads while {_leader} does: {string.Join(", ", _history)}";
            _leader = index;
            _history.Add($"+{index}");
        }
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(() => over.SetResult());
        await over.Task;
        lock (_lock)
        {
            _leader = _leader == index ? null : _leader;
            _history.Add($"-{index}");
        }
    }
}
