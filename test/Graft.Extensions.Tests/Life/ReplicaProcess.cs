using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Graft.Testing;

namespace Graft.Extensions.Tests.Life;

/// <summary>The program <c>graft-runtime-gvisor</c> as it is built, as one of several replicas, with a user of its own.</summary>
internal sealed class ReplicaProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly ConcurrentQueue<string> _output = [];
    private readonly Process _process;

    public ReplicaProcess(LifeSeed seed, string user, string leaseNamespace)
    {
        User = user;
        File.WriteAllText(_directory["kubeconfig"], seed.Cluster.KubeconfigAs(user, "system:masters"));
        var start = new ProcessStartInfo(
            Program,
            [
                $"--kubeconfig={_directory["kubeconfig"]}",
                "--leader-election=true",
                $"--leader-election-namespace={leaseNamespace}",
                "--health-bind-address=0",
                "--metrics-bind-address=0",
                "--log-format=text",
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    // artifacts/bin/<project>/<configuration>/
    public static string Program { get; } =
        Repository.File(
            "artifacts",
            "bin",
            "graft-runtime-gvisor",
            new DirectoryInfo(AppContext.BaseDirectory).Name,
            "graft-runtime-gvisor"
        );

    /// <summary>As whom the API server knows it.</summary>
    public string User { get; }

    /// <summary>What it has said, to explain a failure.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Asks it to end, as a kubelet does; its exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(s_limit, cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends it as a machine that fails does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync(CancellationToken.None);
        }
        _process.Dispose();
        _directory.Dispose();
    }
}
