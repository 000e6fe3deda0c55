using System.Diagnostics;
using Graft.Api.Installation;
using Graft.Node.Hosts;
using Graft.Node.Installation;
using Graft.Node.Toml;
using Graft.Testing;

namespace Graft.Node.Tests.Installation;

/// <summary>Several installers, as real processes, on one node at once, some of them killed.</summary>
public sealed class RivalTests
{
    private const string Before = "version = 3\n# site\n";

    [Fact]
    public async Task The_same_runtime_installed_by_several_at_once_costs_one_restart()
    {
        await using var node = await TestNode.StartAsync(config: Before);

        var codes = await RunAsync(
            node,
            killAfter: null,
            ("install", TestNode.Boxes),
            ("install", TestNode.Boxes),
            ("install", TestNode.Boxes)
        );

        Assert.All(codes, code => Assert.Equal(0, code));
        Assert.Equal(1, node.Restarts);
        Assert.Equal(["bx"], node.Host.ServedHandlers);
        Assert.Empty(node.Leftovers());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Installers_that_are_killed_leave_nothing_that_the_next_ones_cannot_finish(int seed)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        var random = new Random(seed);
        (string, RuntimeDescription)[] work = [("install", TestNode.Boxes), ("install", TestNode.Bare("crates"))];

        for (var round = 0; round < 3; round++)
        {
            await RunAsync(node, killAfter: TimeSpan.FromMilliseconds(random.Next(100, 2500)), work);
            AssertWhole(node);
        }
        var restarts = node.Restarts;
        var codes = await RunAsync(node, killAfter: null, work);

        Assert.All(codes, code => Assert.Equal(0, code));
        // Two where the machine is so busy that one begins when the other has ended.
        Assert.InRange(node.Restarts - restarts, 0, 2);
        Assert.Equal(["bx", "crates"], node.Host.ServedHandlers);
        Assert.Empty(node.Leftovers());
        Assert.Equal(Before, File.ReadAllText(node["/etc/containerd/config.toml.graft-orig"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Installing_against_uninstalling_ends_in_one_of_the_two_states(bool isKilled)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync(TestNode.Bare("crates"))).Kind);
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);

        await RunAsync(
            node,
            killAfter: isKilled ? TimeSpan.FromMilliseconds(700) : null,
            ("uninstall", TestNode.Boxes),
            ("install", TestNode.Boxes with { Version = "2.0" }),
            ("install", TestNode.Bare("crates"))
        );
        AssertWhole(node);

        var restarts = node.Restarts;
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        Assert.InRange(node.Restarts - restarts, 0, 1);
        Assert.Equal(["bx", "crates"], node.Host.ServedHandlers);
        Assert.Equal(OutcomeKind.Done, (await node.UninstallAsync()).Kind);
        Assert.Equal(OutcomeKind.Done, (await node.UninstallAsync(TestNode.Bare("crates"))).Kind);
        Assert.Equal(Before, node.Config);
        Assert.Empty(node.Leftovers());
    }

    [Fact]
    public async Task A_lock_that_is_never_given_back_is_waited_for_five_minutes()
    {
        await using var node = await TestNode.StartAsync(config: Before);
        using var held = new RootedFileSystem(node.Root).TryLock(NodePaths.Lock);
        var time = new ManualTimeProvider();

        var installation = Task.Run(() => node.InstallAsync(time: time), TestNode.Cancel);
        var start = time.GetUtcNow();
        while (!installation.IsCompleted)
        {
            if (time.PendingTimers > 0)
            {
                time.Advance(TimeSpan.FromSeconds(5));
            }
            await Task.WhenAny(installation, Task.Delay(5, TestNode.Cancel));
        }

        Assert.Equal(
            new Outcome(OutcomeKind.NotReady, "another installer holds /etc/containerd/.config.toml.lock"),
            await installation
        );
        Assert.InRange(time.GetUtcNow() - start, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        Assert.Equal(Before, node.Config);
    }

    private static void AssertWhole(TestNode node)
    {
        Assert.StartsWith(Before, node.Config);
        TomlDocument.Parse(node.Config);
        foreach (var binary in TestNode.Boxes.Binaries!)
        {
            var path = node[$"{TestNode.Boxes.BinPath}/{binary.Name}"];
            if (File.Exists(path))
            {
                Assert.Equal(FileModes.Program, File.GetUnixFileMode(path));
                Assert.EndsWith("exit 0\n", File.ReadAllText(path));
            }
        }
    }

    /// <summary>Runs all at once, and kills all after a while, whatever each has come to by then.</summary>
    private static async Task<int[]> RunAsync(
        TestNode node,
        TimeSpan? killAfter,
        params (string Verb, RuntimeDescription Runtime)[] work
    )
    {
        var processes = work.Select(each => InstallerProcess.Start(node, each.Verb, each.Runtime)).ToArray();
        if (killAfter is { } delay)
        {
            await Task.Delay(delay, TestNode.Cancel);
            foreach (var process in processes)
            {
                process.Kill();
            }
        }
        return await Task.WhenAll(processes.Select(EndAsync));
    }

    private static async Task<int> EndAsync(Process process)
    {
        using (process)
        {
            await process.StandardOutput.ReadToEndAsync(TestNode.Cancel);
            await process.WaitForExitAsync(TestNode.Cancel);
            return process.ExitCode;
        }
    }
}
