using Graft.Api.Installation;
using Graft.Testing;

namespace Graft.Node.Tests.Installation;

/// <summary>Several runtimes of one pool: their installers start at about the same time, and share one restart.</summary>
public sealed class BatchTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Case_55_runtimes_installed_at_once_are_served_after_one_restart(int count)
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var time = new ManualTimeProvider();
        RuntimeDescription[] runtimes = [TestNode.Boxes, TestNode.Bare("crates"), TestNode.Bare("drums")];
        runtimes = runtimes[..count];

        var installers = runtimes.Select(runtime => Start(node, runtime, time)).ToArray();
        await UntilAsync(() => runtimes.All(runtime => IsAnnounced(node, runtime) || HasTable(node, runtime)));
        await UntilAsync(() =>
        {
            // At the pace of the real clock: those who are announced have ten seconds.
            time.Advance(Poll);
            return runtimes.All(runtime => HasTable(node, runtime));
        });
        await FinishAsync(time, installers);

        Assert.All(installers, each => Assert.Equal(OutcomeKind.Done, each.Result.Kind));
        Assert.Equal(runtimes.Select(runtime => runtime.Handlers[0].Name), node.Host.ServedHandlers);
        Assert.Equal(1, node.Restarts);
        Assert.False(File.Exists(node["/var/lib/graft/restart-pending"]));
        Assert.Empty(Directory.GetFiles(node["/run"], "graft-*"));

        var before = node.Snapshot();
        foreach (var runtime in runtimes)
        {
            Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(runtime, settling: Settling)).Kind);
        }
        Assert.Equal(before, node.Snapshot());
        Assert.Equal(1, node.Restarts);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 2)]
    public async Task Case_55_a_runtime_that_comes_later_joins_a_restart_only_within_the_settle_time(
        int seconds,
        int restarts
    )
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var time = new ManualTimeProvider();

        var first = Start(node, TestNode.Boxes, time);
        await UntilAsync(() => HasTable(node, TestNode.Boxes) && time.PendingTimers == 1);
        await AdvanceAsync(time, TimeSpan.FromSeconds(seconds));
        if (restarts > 1)
        {
            // A minute is enough for what takes its real time, too.
            await first;
        }
        var second = Start(node, TestNode.Bare("crates"), time);
        await UntilAsync(() => HasTable(node, TestNode.Bare("crates")));
        await FinishAsync(time, first, second);

        Assert.Equal(OutcomeKind.Done, (await first).Kind);
        Assert.Equal(OutcomeKind.Done, (await second).Kind);
        Assert.Equal(["bx", "crates"], node.Host.ServedHandlers);
        Assert.Equal(restarts, node.Restarts);
    }

    [Fact]
    public async Task Case_55_an_announced_runtime_is_waited_for_and_a_dead_one_is_not()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var time = new ManualTimeProvider();
        node.Write("/run/graft-installs-dead.lock", "");
        using var other = node.Open(TestNode.Bare("crates"), time: time);
        var announcement = await other.Announcements.AnnounceAsync(TestNode.Cancel);

        var first = Start(node, TestNode.Boxes, time);
        await UntilAsync(() => HasTable(node, TestNode.Boxes) && time.PendingTimers == 1);
        await AdvanceAsync(time, TimeSpan.FromSeconds(9));
        Assert.Equal(0, node.Restarts);

        announcement!.Dispose();
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return first.IsCompleted;
        });
        Assert.Equal(1, node.Restarts);
        Assert.Empty(Directory.GetFiles(node["/run"], "graft-*"));
    }

    [Fact]
    public async Task Case_55_nobody_is_waited_for_longer_than_ten_seconds()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var time = new ManualTimeProvider();
        using var other = node.Open(TestNode.Bare("crates"), time: time);
        using var announcement = await other.Announcements.AnnounceAsync(TestNode.Cancel);

        var first = Start(node, TestNode.Boxes, time);
        await UntilAsync(() => HasTable(node, TestNode.Boxes) && time.PendingTimers == 1);
        var start = time.GetUtcNow();
        await FinishAsync(time, first);

        Assert.Equal(OutcomeKind.Done, (await first).Kind);
        Assert.InRange(time.GetUtcNow() - start, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("bad", "good")]
    [InlineData("good", "bad")]
    public async Task Case_55_a_table_that_containerd_refuses_does_not_keep_another_runtime_out(
        string first,
        string second
    )
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        var time = new ManualTimeProvider();
        RuntimeDescription Describe(string name) => TestNode.Bare(name, name == "bad" ? "yes" : null);

        var one = Start(node, Describe(first), time);
        await UntilAsync(() => HasTable(node, Describe(first)));
        var two = Start(node, Describe(second), time);
        await UntilAsync(() => HasTable(node, Describe(second)));
        await FinishAsync(time, one, two);

        var (good, bad) = first == "good" ? (await one, await two) : (await two, await one);
        Assert.Equal(new Outcome(OutcomeKind.Done, "ready: good 1.0 (good) is installed and served"), good);
        Assert.Equal(OutcomeKind.NotReady, bad.Kind);
        Assert.EndsWith("; the previous configuration is back in force", bad.Message);
        Assert.Equal(["good"], node.Host.ServedHandlers);
        Assert.False(HasTable(node, Describe("bad")));
        Assert.Equal(good, await node.StatusAsync(Describe("good")));
        Assert.False(File.Exists(node["/var/lib/graft/good.outcome.json"]));

        // What failed alone does not join another's restart again.
        var later = Start(node, TestNode.Boxes, time);
        await UntilAsync(() => HasTable(node, TestNode.Boxes));
        var restarts = node.Restarts;
        await FinishAsync(time, later, Start(node, Describe("bad"), time));
        Assert.Equal(OutcomeKind.Done, (await later).Kind);
        Assert.Equal(["bx", "good"], node.Host.ServedHandlers);
        Assert.InRange(node.Restarts - restarts, 1, 3);
    }

    [Theory]
    [InlineData(Fault.Crash)]
    [InlineData(Fault.Failure)]
    internal async Task Case_55_a_fault_at_every_step_of_one_of_two_leaves_both_served(Fault fault)
    {
        var crates = TestNode.Bare("crates");
        for (var step = 1; ; step++)
        {
            await using var node = await TestNode.StartAsync(config: "version = 3\n");
            var time = new ManualTimeProvider();
            var other = Start(node, crates, time);
            await UntilAsync(() => HasTable(node, crates) && time.PendingTimers == 1);
            var point = new FaultPoint(step, fault);
            try
            {
                await node.InstallAsync(fault: point);
            }
            catch (CrashException) { }
            Assert.StartsWith("version = 3\n", node.Config);
            await FinishAsync(time, other);

            Assert.Equal(OutcomeKind.Done, (await other).Kind);
            Assert.Contains("crates", node.Host.ServedHandlers);
            Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
            Assert.Equal(["bx", "crates"], node.Host.ServedHandlers);
            Assert.Equal(OutcomeKind.Done, (await node.StatusAsync()).Kind);
            Assert.Equal(OutcomeKind.Done, (await node.StatusAsync(crates)).Kind);
            Assert.InRange(node.Restarts, 1, 2);
            if (!point.IsReached)
            {
                Assert.True(step > 10, "the fault was never reached");
                Assert.Equal(1, node.Restarts);
                return;
            }
        }
    }

    [Fact]
    public async Task Case_55_two_processes_restart_containerd_once()
    {
        await using var node = await TestNode.StartAsync(config: "version = 3\n");
        RuntimeDescription[] runtimes = [TestNode.Boxes, TestNode.Bare("crates")];

        var processes = runtimes.Select(runtime => InstallerProcess.Start(node, "install", runtime)).ToArray();
        var outputs = await Task.WhenAll(
            processes.Select(process => process.StandardOutput.ReadToEndAsync(TestNode.Cancel))
        );

        Assert.Equal(
            ["ready: boxes 1.0 (bx) is installed and served\n", "ready: crates 1.0 (crates) is installed and served\n"],
            outputs
        );
        foreach (var process in processes)
        {
            await process.WaitForExitAsync(TestNode.Cancel);
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }
        Assert.Equal(["bx", "crates"], node.Host.ServedHandlers);
        Assert.Equal(1, node.Restarts);
    }

    private static Task<Outcome> Start(TestNode node, RuntimeDescription runtime, TimeProvider time) =>
        Task.Run(() => node.InstallAsync(runtime, time: time, settling: Settling), TestNode.Cancel);

    private static bool IsAnnounced(TestNode node, RuntimeDescription runtime) =>
        File.Exists(node[$"/run/graft-installs-{runtime.Name}.lock"]);

    private static bool HasTable(TestNode node, RuntimeDescription runtime) =>
        node.Table(TestNode.V3, runtime.Handlers[0].Name) is not null;

    /// <summary>Moves the clock by exactly this, in steps that let the code under test follow.</summary>
    private static async Task AdvanceAsync(ManualTimeProvider time, TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += 5 * Poll)
        {
            time.Advance(5 * Poll);
            await Task.Delay(10, TestNode.Cancel);
        }
    }

    private static async Task FinishAsync(ManualTimeProvider time, params Task[] tasks)
    {
        var all = Task.WhenAll(tasks);
        await UntilAsync(() =>
        {
            time.Advance(5 * Poll);
            return all.IsCompleted;
        });
        await all;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestNode.Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(Poll, limit.Token);
        }
    }
}
