using Graft.Api.Installation;
using Graft.Node.Toml;

namespace Graft.Node.Tests.Installation;

/// <summary>
/// Every step that changes the node is made the last one, or made to fail: containerd's file is always the old or the new
/// one in full, programs are never partial, and the next run converges with at most one restart.
/// </summary>
public sealed class CrashTests
{
    private const string Before = "version = 3\n# site\n";

    private static readonly RuntimeDescription Upgraded = TestNode.Boxes with
    {
        Version = "2.0",
        Handlers =
        [
            TestNode.Boxes.Handlers[0] with
            {
                RuntimePath = "/var/bin/containerruntimes/containerd-shim-bx-v1",
            },
        ],
    };

    [Theory]
    [InlineData(Fault.Crash)]
    [InlineData(Fault.Failure)]
    internal async Task An_installation_survives_a_fault_at_every_step(Fault fault)
    {
        await AtEveryStepAsync(fault, TestNode.Boxes, prepare: _ => Task.CompletedTask);
    }

    [Theory]
    [InlineData(Fault.Crash)]
    [InlineData(Fault.Failure)]
    internal async Task An_upgrade_survives_a_fault_at_every_step(Fault fault)
    {
        await AtEveryStepAsync(
            fault,
            Upgraded,
            prepare: async node =>
            {
                Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
                node.WriteContent("bx", "two");
                node.WriteContent("containerd-shim-bx-v1", "shim two");
            }
        );
    }

    [Theory]
    [InlineData(Fault.Crash)]
    [InlineData(Fault.Failure)]
    internal async Task An_uninstallation_survives_a_fault_at_every_step(Fault fault)
    {
        for (var step = 1; ; step++)
        {
            await using var node = await TestNode.StartAsync(config: Before);
            Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
            var installed = node.Config;

            var isThrough = await IsThroughAsync(files => node.UninstallAsync(null, files), step, fault);

            Assert.Contains(node.Config, new[] { Before, installed });
            var restarts = node.Restarts;
            var outcome = await node.UninstallAsync();
            Assert.Equal(new Outcome(OutcomeKind.Done, "boxes is not on this node"), outcome);
            Assert.InRange(node.Restarts - restarts, 0, 1);
            Assert.Equal(Before, node.Config);
            Assert.Equal([], node.Host.ServedHandlers);
            Assert.Empty(Directory.GetFiles(node["/var/bin/containerruntimes"]));
            Assert.Empty(Directory.GetFiles(node["/var/lib/graft"]));
            if (isThrough)
            {
                return;
            }
        }
    }

    private static async Task AtEveryStepAsync(Fault fault, RuntimeDescription runtime, Func<TestNode, Task> prepare)
    {
        for (var step = 1; ; step++)
        {
            await using var node = await TestNode.StartAsync(config: Before);
            await prepare(node);
            var old = node.Config;
            string?[] contents = [.. Programs(node)];

            var isThrough = await IsThroughAsync(files => node.InstallAsync(runtime, files), step, fault);

            var isOld = node.Config == old;
            Assert.True(isOld || HasTable(node.Config, runtime), $"step {step}: the configuration is\n{node.Config}");
            string?[] now = [.. Programs(node)];
            Assert.All(
                now.Zip(contents, Wanted(node)),
                each => Assert.True(each.First == each.Second || each.First == each.Third)
            );
            var restarts = node.Restarts;
            var outcome = await node.InstallAsync(runtime);
            Assert.Equal(OutcomeKind.Done, outcome.Kind);
            Assert.InRange(node.Restarts - restarts, 0, 1);
            Assert.True(HasTable(node.Config, runtime));
            Assert.Equal(Wanted(node), Programs(node));
            Assert.Equal(["bx"], node.Host.ServedHandlers);
            Assert.Equal(OutcomeKind.Done, (await node.StatusAsync(runtime)).Kind);
            Assert.DoesNotContain(
                Directory.EnumerateFiles(node.Root, "*.graft-new", SearchOption.AllDirectories),
                file => !file.EndsWith("config.toml.graft-new")
            );
            if (isThrough)
            {
                Assert.True(step > 10, "the fault was never reached");
                return;
            }
        }
    }

    private static async Task<bool> IsThroughAsync(
        Func<Func<Graft.Node.Hosts.IHostFileSystem, Graft.Node.Hosts.IHostFileSystem>, Task<Outcome>> run,
        int step,
        Fault fault
    )
    {
        FaultingFileSystem? faulting = null;
        try
        {
            await run(files => faulting = new FaultingFileSystem(files, step, fault));
        }
        catch (CrashException) { }
        return faulting!.Steps < step;
    }

    private static bool HasTable(string config, RuntimeDescription runtime)
    {
        var handler = runtime.Handlers[0];
        var root = TomlDocument.Parse(config).Root;
        var table = root.Find("plugins", TestNode.V3, "containerd", "runtimes", handler.Name) as TomlTable;
        return config.StartsWith(Before)
            && table?.Find("runtime_path") == (handler.RuntimePath is { } path ? new TomlString(path) : null)
            && table?.Find("options", "ConfigPath") is not null;
    }

    private static IEnumerable<string?> Programs(TestNode node) =>
        TestNode
            .Boxes.Binaries!.Select(binary => node[$"{TestNode.Boxes.BinPath}/{binary.Name}"])
            .Select(path => File.Exists(path) ? $"{File.GetUnixFileMode(path)} {File.ReadAllText(path)}" : null);

    private static IEnumerable<string?> Wanted(TestNode node) =>
        TestNode
            .Boxes.Binaries!.Select(binary => Path.Combine(node.Content, binary.Source))
            .Select(path => $"{File.GetUnixFileMode(path)} {File.ReadAllText(path)}");
}
