using System.ComponentModel;
using System.Diagnostics;
using Graft.Node.Installation;

namespace Graft.Node.Tests.Installation;

/// <summary>
/// Full, read-only and immutable, for real: an upgrade that cannot be made says in one line where and why, the old version
/// stays in force and ready, nothing is partial, and afterwards it can be made.
/// </summary>
public sealed class RealFaultTests
{
    private const string Before = "version = 3\n# site\n";

    [Theory]
    [InlineData("/var/bin/containerruntimes", true, 0)]
    [InlineData("/var/bin/containerruntimes", true, 1)]
    [InlineData("/var/bin/containerruntimes", false, 0)]
    [InlineData("/var/bin/containerruntimes", false, 1)]
    [InlineData("/etc/containerd", true, 0)]
    [InlineData("/etc/containerd", false, 0)]
    [InlineData("/var/lib/graft", true, 0)]
    [InlineData("/var/lib/graft", false, 0)]
    [InlineData("/var/lib/graft", false, 1)]
    public async Task A_full_file_system_keeps_the_old_version(string place, bool withFiles, int left)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        using var mounted = new MountedDirectory(node[place]);
        WriteUpgrade(node);
        mounted.Fill(withFiles, left);

        var outcome = await FailAsync(node, place);
        Assert.Contains("space", outcome.Message, StringComparison.OrdinalIgnoreCase);

        mounted.Empty();
        await SucceedAsync(node);
    }

    [Theory]
    [InlineData("/var/bin/containerruntimes")]
    [InlineData("/etc/containerd")]
    [InlineData("/var/lib/graft")]
    public async Task A_read_only_file_system_keeps_the_old_version(string place)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        using var mounted = new MountedDirectory(node[place]);
        WriteUpgrade(node);
        mounted.IsReadOnly = true;
        var before = node.Everything();

        var outcome = await FailAsync(node, place);
        Assert.Equal($"{place} is on a read-only file system", outcome.Message);
        Assert.Equal(before, node.Everything());

        mounted.IsReadOnly = false;
        await SucceedAsync(node);
    }

    [Theory]
    [InlineData("/etc/containerd/config.toml")]
    [InlineData("/var/bin/containerruntimes/bx")]
    [InlineData("/var/bin/containerruntimes")]
    [InlineData("/etc/containerd")]
    [InlineData("/var/lib/graft")]
    [InlineData("/var/lib/graft/bx.json")]
    public async Task What_must_not_be_changed_keeps_the_old_version(string place)
    {
        await using var node = await TestNode.StartAsync(config: Before);
        Assert.Equal(OutcomeKind.Done, (await node.InstallAsync()).Kind);
        WriteUpgrade(node);
        Assert.SkipUnless(TryMark(node[place], "+i"), "this user or file system has no immutable files (chattr +i)");
        try
        {
            await FailAsync(node, place);
        }
        finally
        {
            TryMark(node[place], "-i");
        }
        await SucceedAsync(node);
    }

    private static void WriteUpgrade(TestNode node)
    {
        node.WriteContent("bx", "two, and longer than before");
        node.WriteContent("containerd-shim-bx-v1", "shim two, and longer than before");
    }

    private static async Task<Outcome> FailAsync(TestNode node, string place)
    {
        var config = node.Config;

        var outcome = await node.InstallAsync(ChangeScenario.Upgraded);

        Assert.Equal(OutcomeKind.NotReady, outcome.Kind);
        Assert.Contains(place, outcome.Message);
        Assert.DoesNotContain('\n', outcome.Message);
        Assert.Equal(config, node.Config);
        Assert.Equal(1, node.Restarts);
        Assert.Empty(node.Leftovers());
        Assert.All(
            TestNode.Boxes.Binaries!,
            binary =>
            {
                var path = node[$"{TestNode.Boxes.BinPath}/{binary.Name}"];
                Assert.Equal(FileModes.Program, File.GetUnixFileMode(path));
                Assert.EndsWith("exit 0\n", File.ReadAllText(path));
            }
        );
        var status = await node.StatusAsync(ChangeScenario.Upgraded);
        Assert.Equal(OutcomeKind.Done, status.Kind);
        Assert.StartsWith("ready: boxes 1.0 (bx) is installed and served; version 2.0 is not: ", status.Message);
        return outcome;
    }

    private static async Task SucceedAsync(TestNode node)
    {
        var outcome = await node.InstallAsync(ChangeScenario.Upgraded);
        Assert.Equal(new Outcome(OutcomeKind.Done, "ready: boxes 2.0 (bx) is installed and served"), outcome);
        Assert.Equal(2, node.Restarts);
        Assert.Empty(node.Leftovers());
    }

    private static bool TryMark(string path, string mark)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("chattr", [mark, path]) { RedirectStandardError = true, UseShellExecute = false }
            )!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
