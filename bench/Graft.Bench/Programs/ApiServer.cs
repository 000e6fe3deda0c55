using System.Diagnostics;
using Graft.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Bench.Programs;

/// <summary>
/// The API server that programs are measured at: this program once more as a process of its own, or any that a kubeconfig
/// names and that knows Gardener's kinds.
/// </summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly Process? _process;
    private readonly string? _directory;

    private ApiServer(string kubeconfigPath, Process? process, string? directory)
    {
        KubeconfigPath = kubeconfigPath;
        _process = process;
        _directory = directory;
    }

    public string KubeconfigPath { get; }

    /// <param name="kubeconfig">A running server; null starts one that goes with this object.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public static async Task<ApiServer> StartAsync(string? kubeconfig, CancellationToken cancellationToken)
    {
        if (kubeconfig is not null)
        {
            return new ApiServer(kubeconfig, null, null);
        }
        var directory = Directory.CreateTempSubdirectory("graft-bench-").FullName;
        var path = Path.Combine(directory, "kubeconfig");
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(ApiServer).Assembly.Location, "serve", "--gardener", "--write-kubeconfig", path]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var server = new ApiServer(path, process, directory);
        if (await process.StandardOutput.ReadLineAsync(cancellationToken) is null)
        {
            await server.DisposeAsync();
            throw new InvalidOperationException("the API server did not start");
        }
        return server;
    }

    /// <summary>A client as administrator; the caller disposes of it.</summary>
    public async Task<KubernetesClient> CreateClientAsync(CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(KubeconfigPath, cancellationToken);
        return new KubernetesClient(ClusterConnection.FromKubeconfig(text), TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // It ends with its input.
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }
        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
