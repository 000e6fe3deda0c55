using System.Diagnostics;
using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Runtimes.GVisor.Tests.Configuration;

/// <summary>What is rendered, given to a real runsc: the shim passes every setting on as a flag.</summary>
public sealed class RealRunscTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("debug", "true")]
    [InlineData("file-access", "exclusive")]
    [InlineData("file-access", "shared", "overlay2", "none")]
    [InlineData("file-access-mounts", "exclusive")]
    [InlineData("net-raw", "false", "network", "host")]
    [InlineData("network", "none")]
    [InlineData("overlay2", "all:memory")]
    [InlineData("panic-signal", "12")]
    [InlineData("platform", "kvm")]
    public async Task Accepted_flags_are_flags_of_runsc(params string[] pairs)
    {
        var flags = new RunscFlags(Map(pairs));
        Assert.Empty(flags.Problems);

        var (exitCode, output) = await RunAsync(flags.Used);

        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData("file-access", "shared", "overlay2", "root:memory")]
    [InlineData("network", "bridge")]
    [InlineData("overlay2", "none:memory")]
    [InlineData("panic-signal", "SIGTERM")]
    [InlineData("net-rwa", "true")]
    public async Task What_runsc_refuses_is_refused(params string[] pairs)
    {
        Assert.NotEmpty(new RunscFlags(Map(pairs)).Problems);

        var (exitCode, output) = await RunAsync(Map(pairs));

        Assert.True(exitCode != 0, output);
    }

    private static Dictionary<string, string> Map(string[] pairs) =>
        pairs.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    private static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<KeyValuePair<string, string>> flags)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/runsc"), "The Debian package runsc is not installed.");
        var root = Directory.CreateTempSubdirectory("graft-runsc-");
        try
        {
            var start = new ProcessStartInfo("/usr/bin/runsc")
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            start.ArgumentList.Add($"--root={root.FullName}");
            foreach (var (name, value) in flags)
            {
                start.ArgumentList.Add($"--{name}={value}");
            }
            start.ArgumentList.Add("list");
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(Token);
            var errors = process.StandardError.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
