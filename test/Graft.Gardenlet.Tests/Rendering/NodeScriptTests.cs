using System.Diagnostics;
using System.Runtime.Versioning;
using Graft.Api.Gardener;
using Graft.Testing;

namespace Graft.Gardenlet.Tests.Rendering;

[SupportedOSPlatform("linux")]
public class NodeScriptTests
{
    [Theory]
    [InlineData("1.18.4", "docker")]
    [InlineData("1.31.4", "containerd")]
    public async Task Every_script_is_valid_shell(string version, string cri)
    {
        using var directory = new TemporaryDirectory();
        var pool = SampleShoots.RenderPool(version, SampleShoots.Pool("p", new Cri { Name = cri }));
        var scripts = pool
            .Reconcile.Spec!.Files!.Concat(pool.Provision.Spec!.Files!)
            .Where(file => file.Content!.Inline?.Data!.StartsWith("#!/bin/bash", StringComparison.Ordinal) == true)
            .ToList();
        Assert.Equal(2, scripts.Count);

        foreach (var script in scripts)
        {
            var path = Write(directory, Path.GetFileName(script.Path!), script.Content!.Inline!.Data!);
            var (code, output) = await RunAsync("bash", ["-n", path], directory.Path);
            Assert.True(code == 0, $"{script.Path}: {output}");
            if (File.Exists("/usr/bin/shellcheck"))
            {
                (code, output) = await RunAsync("shellcheck", [path], directory.Path);
                Assert.True(code == 0, $"{script.Path}: {output}");
            }
        }
    }

    [Fact]
    public async Task Case_32_an_engine_that_answers_is_left_alone()
    {
        using var directory = new TemporaryDirectory();
        using var engine = StartSleeping();
        WriteClock(directory, stopAt: 300);
        Write(directory, "ctr", "#!/bin/sh\necho \"$(cat $ROOT/clock) probe\" >>$ROOT/log\n");
        Write(
            directory,
            "systemctl",
            $"#!/bin/sh\necho \"$(cat $ROOT/clock) systemctl\" >>$ROOT/log\necho MainPID={engine.Id}\n"
        );

        var output = await RunMonitorAsync(directory, "1.31.4", "containerd");

        var log = await File.ReadAllLinesAsync(directory["log"], TestContext.Current.CancellationToken);
        Assert.Equal(30, Probes(log).Count());
        Assert.DoesNotContain(log, line => line.Contains("systemctl", StringComparison.Ordinal));
        Assert.Equal("", output);
        Assert.False(engine.HasExited);
        engine.Kill();
    }

    // The tools that the monitor calls are replaced: the clock is a file that "sleep" moves, the engine never answers.
    [Theory]
    [InlineData("1.18.4", "docker", "docker")]
    [InlineData("1.31.4", "containerd", "ctr")]
    public async Task Case_32_the_monitor_terminates_only_the_main_process_after_a_minute_of_failure(
        string version,
        string cri,
        string client
    )
    {
        using var directory = new TemporaryDirectory();
        using var engine = StartSleeping();
        using var shim = StartSleeping();
        WriteClock(directory, stopAt: 120);
        Write(directory, client, "#!/bin/sh\necho \"$(cat $ROOT/clock) probe $*\" >>$ROOT/log\nexit 1\n");
        Write(
            directory,
            "systemctl",
            $"#!/bin/sh\necho \"$(cat $ROOT/clock) systemctl $*\" >>$ROOT/log\necho MainPID={engine.Id}\n"
        );

        await RunMonitorAsync(directory, version, cri);

        var log = await File.ReadAllLinesAsync(directory["log"], TestContext.Current.CancellationToken);
        var restarts = log.Where(line => line.Contains("systemctl", StringComparison.Ordinal)).ToList();
        // Fails from second 0 on; "more than 60" is first true at 70. Then 20 s of pause and a new minute.
        Assert.Equal([$"70 systemctl show --property=MainPID {cri}.service"], restarts);
        Assert.Equal(["0", "10", "20", "30", "40", "50", "60", "70", "100"], Probes(log).Take(9));
        await engine.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(143, engine.ExitCode);
        Assert.False(shim.HasExited);
        shim.Kill();
    }

    [Fact]
    public async Task Case_32_one_answer_in_between_starts_the_minute_afresh_and_no_main_process_means_no_signal()
    {
        using var directory = new TemporaryDirectory();
        using var bystander = StartSleeping();
        WriteClock(directory, stopAt: 140);
        Write(
            directory,
            "ctr",
            "#!/bin/sh\nnow=$(cat $ROOT/clock)\necho \"$now probe\" >>$ROOT/log\n[ \"$now\" = 50 ]\n"
        );
        Write(directory, "systemctl", "#!/bin/sh\necho \"$(cat $ROOT/clock) systemctl\" >>$ROOT/log\necho MainPID=0\n");

        var output = await RunMonitorAsync(directory, "1.31.4", "containerd");

        var log = await File.ReadAllLinesAsync(directory["log"], TestContext.Current.CancellationToken);
        Assert.Equal(["130 systemctl"], log.Where(line => line.Contains("systemctl", StringComparison.Ordinal)));
        Assert.Contains("containerd.service has no main process", output);
        Assert.False(bystander.HasExited);
        bystander.Kill();
    }

    private static IEnumerable<string> Probes(IEnumerable<string> log) =>
        log.Where(line => line.Contains("probe", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]);

    private static async Task<string> RunMonitorAsync(TemporaryDirectory directory, string version, string cri)
    {
        var script = SampleShoots
            .RenderPool(version, SampleShoots.Pool("p", new Cri { Name = cri }))
            .Reconcile.Spec!.Files!.Single(file => file.Path == $"/opt/bin/health-monitor-{cri}")
            .Content!.Inline!.Data!;
        return (await RunAsync("bash", [Write(directory, "monitor", script)], directory.Path)).Output;
    }

    private static void WriteClock(TemporaryDirectory directory, int stopAt)
    {
        File.WriteAllText(directory["clock"], "0\n");
        Write(directory, "cut", "#!/bin/sh\ncat $ROOT/clock\n");
        Write(
            directory,
            "sleep",
            $"#!/bin/sh\nnow=$(($(cat $ROOT/clock) + $1))\necho $now >$ROOT/clock\n[ $now -lt {stopAt} ] || kill -9 $PPID\n"
        );
    }

    private static string Write(TemporaryDirectory directory, string name, string content)
    {
        var path = directory[name];
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static Process StartSleeping() => Process.Start(new ProcessStartInfo("/bin/sleep", ["600"]))!;

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string root)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{root}:{start.Environment["PATH"]}";
        start.Environment["ROOT"] = root;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
