using System.Diagnostics;
using Graft.Containerd.Protocol;
using Graft.Landscape.LocalNodes.StandIns;
using Graft.Testing;

namespace Graft.Node.Tests.StandIns;

/// <summary>The stand-ins behave as the real programs where the installer's tests rely on it.</summary>
public sealed class StandInHostTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_handler_is_served_only_after_a_restart()
    {
        await using var host = await StandInHost.StartAsync(_root.Path, new StandInOptions(), Cancel);
        Assert.Empty(host.ServedHandlers);

        Assert.Equal(0, Run(host, "systemctl", "start containerd").Code);
        Assert.Equal(["runc"], host.ServedHandlers);

        Directory.CreateDirectory(_root["etc/containerd"]);
        await File.WriteAllTextAsync(
            _root["etc/containerd/config.toml"],
            "version = 2\n[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.x]\nruntime_type = 't'\n",
            Cancel
        );
        Assert.Equal(["runc"], host.ServedHandlers);

        Assert.Equal(0, Run(host, "systemctl", "restart containerd.service").Code);
        Assert.Equal(["x"], host.ServedHandlers);
        Assert.Equal(2, host.CountStarts("containerd.service"));
        Assert.Equal(["start containerd", "restart containerd.service"], host.SystemctlCalls);
    }

    [Fact]
    public async Task A_broken_configuration_fails_the_unit()
    {
        await using var host = await StandInHost.StartAsync(_root.Path, new StandInOptions(), Cancel);
        Directory.CreateDirectory(_root["etc/containerd"]);
        await File.WriteAllTextAsync(_root["etc/containerd/config.toml"], "version = 3\n[a]\n[a]\n", Cancel);

        Assert.NotEqual(0, Run(host, "systemctl", "start containerd").Code);
        Assert.Equal("failed\n", Run(host, "systemctl", "is-active containerd").Output);
        Assert.Throws<InvalidOperationException>(() => host.RunPodSandbox(new PodSandboxMetadata(), ""));
    }

    [Fact]
    public async Task Too_many_starts_are_refused_until_the_failure_is_reset()
    {
        await using var host = await StandInHost.StartAsync(
            _root.Path,
            new StandInOptions { StartLimitBurst = 2 },
            Cancel
        );

        Assert.Equal(0, Run(host, "systemctl", "restart containerd").Code);
        Assert.Equal(0, Run(host, "systemctl", "restart containerd").Code);
        Assert.Equal(1, Run(host, "systemctl", "restart containerd").Code);
        Assert.Equal(0, Run(host, "systemctl", "reset-failed containerd").Code);
        Assert.Equal(0, Run(host, "systemctl", "restart containerd").Code);
    }

    [Fact]
    public async Task Show_reports_the_command_line_that_drop_ins_leave()
    {
        await using var host = await StandInHost.StartAsync(_root.Path, new StandInOptions(), Cancel);
        Directory.CreateDirectory(_root["etc/systemd/system/containerd.service.d"]);
        await File.WriteAllTextAsync(
            _root["etc/systemd/system/containerd.service.d/11-exec_config.conf"],
            "[Service]\nExecStart=\nExecStart=/usr/bin/containerd --config=/etc/containerd/config.toml\n",
            Cancel
        );

        var shown = Run(
            host,
            "systemctl",
            "show -p ExecStart,LoadState --property=ActiveState containerd.service"
        ).Output;

        Assert.StartsWith("LoadState=loaded\nActiveState=inactive\nExecStart={ path=/usr/bin/containerd ; ", shown);
        Assert.Contains("argv[]=/usr/bin/containerd --config=/etc/containerd/config.toml ;", shown);
        Assert.StartsWith(
            "containerd github.com/containerd/containerd v2.1.4 ",
            Run(host, "containerd", "--version").Output
        );
        Assert.Contains("version = 3", Run(host, "containerd", "config default").Output);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static (int Code, string Output) Run(StandInHost host, string program, string arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(host.Tools, program), arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
