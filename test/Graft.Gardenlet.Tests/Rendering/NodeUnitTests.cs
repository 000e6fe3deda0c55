using System.Diagnostics;
using Graft.Api.Gardener;
using Graft.Testing;

namespace Graft.Gardenlet.Tests.Rendering;

/// <summary>The rendered units, judged by systemd itself.</summary>
public class NodeUnitTests
{
    private const string Analyze = "/usr/bin/systemd-analyze";

    [Theory]
    [InlineData("1.14.3", "docker")]
    [InlineData("1.22.3", "docker")]
    [InlineData("1.22.3", "containerd")]
    [InlineData("1.36.1", "containerd")]
    public async Task Systemd_accepts_every_unit_of_both_purposes(string version, string cri)
    {
        Assert.SkipUnless(File.Exists(Analyze), $"{Analyze} is not there (Debian package systemd)");
        var pool = SampleShoots.RenderPool(version, SampleShoots.Pool("p", new Cri { Name = cri }));
        using var directory = new TemporaryDirectory();
        var units = pool
            .Reconcile.Spec!.Units!.Concat(pool.Provision.Spec!.Units!)
            .Where(unit => unit.Content is { Length: > 0 })
            .ToList();
        Assert.True(units.Count >= 6, $"only {units.Count} units");
        foreach (var unit in units)
        {
            File.WriteAllText(directory[unit.Name!], unit.Content!);
        }
        // What the units only refer to is the operating system's.
        foreach (var other in new[] { "containerd.service", "docker.service", "rpc-statd.service" })
        {
            File.WriteAllText(directory[other], "[Service]\nExecStart=/bin/true\n");
        }
        File.WriteAllText(directory["docker.socket"], "[Socket]\nListenStream=/run/docker.sock\n");

        var said = await VerifyAsync(directory, units.Select(unit => directory[unit.Name!]));

        // The programs themselves come later.
        Assert.All(said, line => Assert.Contains("is not executable: No such file or directory", line));
    }

    private static async Task<string[]> VerifyAsync(TemporaryDirectory directory, IEnumerable<string> units)
    {
        var start = new ProcessStartInfo(Analyze, ["verify", "--man=no", .. units])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["SYSTEMD_UNIT_PATH"] = $"{directory.Path}:";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await output + await error).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
