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
        await LostWithinAsync(TimeSpan.FromSeconds(15), run);
        Assert.True(cancelled);
    }

    [Fact]
    public async Task Holders_are_counted_but_not_the_first_and_not_renewals()
    {
        await using var server = await _leases.StartAsync();
        using var client = server.CreateClient();

        await LeadOnceAsync(Elector(client, "one"));
        Assert.Equal("0", _leases.Transitions);
        await LeadOnceAsync(Elector(client, "two"));
        Assert.Equal("1", _leases.Transitions);
        await LeadOnceAsync(Elector(client, "two"));
        Assert.Equal("2", _leases.Transitions);
    }

    [Fact]
    public async Task A_lease_that_is_only_labelled_is_not_renewed_by_that()
    {
        _leases.Set("other", 15);
        await using var server = await _leases.StartAsync();
        using var client = server.CreateClient();
        using var stop = new CancellationTokenSource();
        var run = Elector(client, "one").RunAsync(token => Task.Delay(Timeout.Infinite, token), stop.Token);

        for (var elapsed = 0; elapsed < 18; elapsed += 3)
        {
            _leases.Label($"at-{elapsed}");
            await StepAsync(server, TimeSpan.FromSeconds(3));
        }

        await Eventually.TrueAsync(() => _leases.Holder == "one");
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Who_leads_is_told_once_per_change_and_a_listener_that_throws_costs_nothing()
    {
        _leases.Set("other", 15);
        await using var server = await _leases.StartAsync();
        using var client = server.CreateClient();
        using var stop = new CancellationTokenSource();
        var leaders = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var elector = Elector(
            client,
            "one",
            options =>
                options with
                {
                    OnLeaderChanged = leader =>
                    {
                        leaders.Enqueue(leader);
                        throw new InvalidOperationException("on purpose");
                    },
                }
        );
        var run = elector.RunAsync(token => Task.Delay(Timeout.Infinite, token), stop.Token);

        for (var elapsed = 0; elapsed < 18; elapsed += 3)
        {
            await StepAsync(server, TimeSpan.FromSeconds(3));
        }
        await Eventually.TrueAsync(() => elector.IsLeader);
        await StepAsync(server, TimeSpan.FromSeconds(3));

        Assert.Equal(["other", "one"], leaders);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Work_that_does_not_end_after_the_loss_does_not_hide_it()
    {
        await using var server = await _leases.StartAsync();
        using var client = server.CreateClient();
        var leading = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        var run = Elector(client, "one")
            .RunAsync(
                _ =>
                {
                    leading.SetResult();
                    return never.Task;
                },
                Cancel
            );
        await leading.Task.WaitAsync(Cancel);

        _leases.IsFailing = true;
        var loss = await LostWithinAsync(TimeSpan.FromSeconds(20), run);
        Assert.EndsWith("its work has not ended", loss.Message);
        never.SetResult();
    }

    [Fact]
    public async Task The_time_of_a_renewal_that_hangs_counts_towards_the_deadline()
    {
        var hangs = false;
        await using var server = await _leases.StartAsync(() => Volatile.Read(ref hangs));
        using var client = server.CreateClient();
        var leading = new TaskCompletionSource();
        var run = Elector(client, "one")
            .RunAsync(
                token =>
                {
                    leading.SetResult();
                    return Task.Delay(Timeout.Infinite, token);
                },
                Cancel
            );
        await leading.Task.WaitAsync(Cancel);

        Volatile.Write(ref hangs, true);
        await LostWithinAsync(TimeSpan.FromSeconds(15), run);
    }

    [Fact]
    public async Task What_the_work_fails_with_is_told_and_the_lease_is_released()
    {
        await using var server = await _leases.StartAsync();
        using var client = server.CreateClient();

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            Elector(client, "one").RunAsync(_ => throw new InvalidDataException("on purpose"), Cancel)
        );

        Assert.Equal("", _leases.Holder);
    }

    [Fact]
    public async Task Of_many_candidates_one_leads_at_a_time_and_all_get_their_turn()
    {
        await using var server = await _leases.StartAsync();
        using var client = server.CreateClient();
        var (leading, most, turns) = (0, 0, new System.Collections.Concurrent.ConcurrentDictionary<string, int>());
        async Task CompeteAsync(string identity)
        {
            var options = new LeaderElectionOptions
            {
                Lease = new ObjectKey("default", "lease"),
                Identity = identity,
                LeaseDuration = TimeSpan.FromSeconds(30),
                RenewDeadline = TimeSpan.FromSeconds(20),
                RetryPeriod = TimeSpan.FromMilliseconds(20),
            };
            var elector = new LeaderElector(
                client,
                options,
                TimeProvider.System,
                new Random(identity[0]),
                NullLogger<LeaderElector>.Instance
            );
            while (turns.Count < 4)
            {
                await elector.RunAsync(
                    async token =>
                    {
                        InterlockedMax(ref most, Interlocked.Increment(ref leading));
                        turns.AddOrUpdate(identity, 1, (_, count) => count + 1);
                        await Task.Delay(30, token);
                        Interlocked.Decrement(ref leading);
                    },
                    Cancel
                );
                await Task.Delay(60, Cancel);
            }
        }

        await Task.WhenAll(((string[])["a", "b", "c", "d"]).Select(CompeteAsync));

        Assert.Equal(1, most);
        Assert.Equal(4, turns.Count);
    }

    [Fact]
    public void Times_that_do_not_fit_each_other_are_refused()
    {
        using var client = new KubernetesClient(
            new ClusterConnection { Server = new Uri("http://127.0.0.1:1") },
            _time,
            NullLogger.Instance
        );

        Assert.Throws<ArgumentException>(() =>
            Elector(client, "one", options => options with { LeaseDuration = options.RenewDeadline })
        );
        Assert.Throws<ArgumentException>(() =>
            Elector(client, "one", options => options with { RetryPeriod = TimeSpan.FromSeconds(9) })
        );
        Assert.Throws<ArgumentException>(() => Elector(client, ""));
    }

    /// <summary>Moves the clock until the loss is told, which must be before this time is over.</summary>
    private async Task<LeadershipLostException> LostWithinAsync(TimeSpan limit, Task run)
    {
        var begun = _time.GetUtcNow();
        while (!run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, Cancel);
            Assert.True(_time.GetUtcNow() - begun < limit, $"the loss was not told within {limit.TotalSeconds} s");
        }
        return await Assert.ThrowsAsync<LeadershipLostException>(() => run);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref target);
        } while (seen < value && Interlocked.CompareExchange(ref target, value, seen) != seen);
    }

    private static async Task LeadOnceAsync(LeaderElector elector)
    {
        await elector.RunAsync(_ => Task.CompletedTask, Cancel);
        Assert.False(elector.IsLeader);
    }

    private LeaderElector Elector(
        KubernetesClient client,
        string identity,
        Func<LeaderElectionOptions, LeaderElectionOptions>? change = null
    ) =>
        new(
            client,
            (change ?? (options => options))(
                new LeaderElectionOptions { Lease = new ObjectKey("default", "lease"), Identity = identity }
            ),
            _time,
            new Random(1),
            NullLogger<LeaderElector>.Instance
        );

    /// <summary>Waits until the elector has looked at the lease and sleeps, then moves the clock.</summary>
    private async Task StepAsync(Graft.Kubernetes.Tests.Transport.ScriptedServer server, TimeSpan by)
    {
        var before = server.Requests.Count;
        await Eventually.TrueAsync(IsAsleep);
        _time.Advance(by);
        await Eventually.TrueAsync(() => server.Requests.Count > before && IsAsleep() || _leases.Holder == "one");
    }

    // While it asks the server, only the far deadline of the request is pending.
    private bool IsAsleep() => _time.NextTimer < _time.GetUtcNow() + TimeSpan.FromSeconds(3);
}
