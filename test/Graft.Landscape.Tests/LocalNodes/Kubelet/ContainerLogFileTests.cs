using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded.Pods;
using Graft.Landscape.LocalNodes.Kubelet;
using Graft.Landscape.LocalNodes.Kubelet.Processes;
using Graft.Testing;

namespace Graft.Landscape.Tests.LocalNodes.Kubelet;

public sealed class ContainerLogFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Each_line_carries_its_time_and_its_stream()
    {
        await RunAsync("echo out; sleep 0.2; echo err >&2");

        Assert.Equal(
            ["2026-01-02T03:04:05.000000000Z stdout F out", "2026-01-02T03:04:05.000000000Z stderr F err"],
            await ReadAsync(isPrevious: false)
        );
    }

    [Fact]
    public async Task The_log_of_the_instance_before_is_kept()
    {
        await RunAsync("echo first");
        await RunAsync("echo second");
        await RunAsync("echo third");

        Assert.EndsWith(" second", Assert.Single(await ReadAsync(isPrevious: true)), StringComparison.Ordinal);
        Assert.EndsWith(" third", Assert.Single(await ReadAsync(isPrevious: false)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_logs_of_a_container_runtime_are_found_by_the_start_that_wrote_them()
    {
        var container = "n/root/var/log/pods/ns_pod_u/c";
        Directory.CreateDirectory(_directory[container]);
        foreach (var attempt in new[] { 2, 9, 10 })
        {
            await File.WriteAllTextAsync(
                _directory[$"{container}/{attempt}.log"],
                $"{attempt}\n",
                TestContext.Current.CancellationToken
            );
        }

        Assert.Equal(["10"], await ReadAsync(isPrevious: false));
        Assert.Equal(["9"], await ReadAsync(isPrevious: true));
    }

    [Fact]
    public void A_container_that_never_ran_has_no_log()
    {
        var logs = new LocalContainerLogs(_directory.Path);
        Assert.Null(logs.Open(new ContainerLog("n", "u", "c", IsPrevious: false)));
        Assert.Null(logs.Open(new ContainerLog("n", "u", "c", IsPrevious: true)));
    }

    public void Dispose() => _directory.Dispose();

    private async Task RunAsync(string script)
    {
        Directory.CreateDirectory(_directory["n/pods/u"]);
        // What is added for the installer the shell takes for arguments of the script.
        await using var process = ContainerProcess.Start(
            new InstallerCommand("/bin/sh", Tools: "/tools", Content: null),
            new Container { Name = "c", Command = ["sh", "-c", script] },
            new Dictionary<string, string>(StringComparer.Ordinal),
            _directory["n/pods/u/c"],
            _time
        );
        Assert.Equal(0, await process.WaitAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string[]> ReadAsync(bool isPrevious)
    {
        await using var log = new LocalContainerLogs(_directory.Path).Open(
            new ContainerLog("n", "u", "c", isPrevious)
        )!;
        using var reader = new StreamReader(log);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
