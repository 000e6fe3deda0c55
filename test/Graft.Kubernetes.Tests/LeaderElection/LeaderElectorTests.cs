using Graft.Kubernetes.LeaderElection;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.LeaderElection;

public sealed class LeaderElectorTests
{
    private readonly LeaseServer _leases = new();
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_free_lease_is_taken_and_released_at_the_end()
    {
        await using var server = await _leases.StartAsync();
        using var client = server.CreateClient();
        var elector = Elector(client, "one");
        using var stop = new CancellationTokenSource();
        var leading = new TaskCompletionSource();

        var run = elector.RunAsync(
            async token =>
            {
                leading.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
            stop.Token
        );
        await leading.Task.WaitAsync(Cancel);
        Assert.True(elector.IsLeader);
        Assert.Equal("one", _leases.Holder);
        Assert.Matches(@"^2026-01-02T03:04:05\.000000Z$", _leases.RenewTime);
        await stop.CancelAsync();
        await run;

        Assert.False(elector.IsLeader);
        Assert.Equal("", _leases.Holder);
    }

    [Fact]
    public async Task Anothers_lease_is_taken_only_after_its_duration_without_change_as_measured_here()
    {
        _leases.Set("other", 15);
        await using var server = await _leases.StartAsync();
        using var client = server.CreateClient();
        using var stop = new CancellationTokenSource();
        var elector = Elector(client, "one");
        var run = elector.RunAsync(token => Task.Delay(Timeout.Infinite, token), stop.Token);

        for (var elapsed = 0; elapsed < 15; elapsed += 3)
        {
            await StepAsync(server, TimeSpan.FromSeconds(3));
            Assert.Equal("other", _leases.Holder);
        }
        await StepAsync(server, TimeSpan.FromSeconds(3));
        await Eventually.TrueAsync(() => _leases.Holder == "one");

        Assert.Equal("5", _leases.Transitions);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_ends_the_work_before_others_may_take_it()
    {
        await using var server = await _leases.StartAsync();
        using var client = server.CreateClient();
        var leading = new TaskCompletionSource();
        var cancelled = false;
        var run = Elector(client, "one")
            .RunAsync(
                async token =>
                {
                    leading.SetResult();
                    var lost = new TaskCompletionSource();
                    await using var registration = token.Register(() => lost.SetResult());
                    await lost.Task;
                    cancelled = true;
                },
                Cancel
            );
        await leading.Task.WaitAsync(Cancel);

        _leases.IsFailing = true;
        var begun = _time.GetUtcNow();
        while (!run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, Cancel);
            Assert.True(_time.GetUtcNow() - begun < TimeSpan.FromSeconds(15), "the work outlived the lease");
        }

        await Assert.ThrowsAsync<LeadershipLostException>(() => run);
        Assert.True(cancelled);
    }

    private LeaderElector Elector(KubernetesClient client, string identity) =>
        new(
            client,
            new LeaderElectionOptions { Lease = new ObjectKey("default", "lease"), Identity = identity },
            _time,
            new Random(1),
            NullLogger<LeaderElector>.Instance
        );

    /// <summary>Waits until the elector has looked at the lease and sleeps, then moves the clock.</summary>
    private async Task StepAsync(Graft.Kubernetes.Tests.Transport.ScriptedServer server, TimeSpan by)
    {
        var before = server.Requests.Count;
        await Eventually.TrueAsync(() => _time.PendingTimers == 1);
        _time.Advance(by);
        await Eventually.TrueAsync(() =>
            server.Requests.Count > before && _time.PendingTimers == 1 || _leases.Holder == "one"
        );
    }
}
