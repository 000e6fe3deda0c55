using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Graft.Extensions.Admission;
using Graft.Extensions.Tests.Seeds;
using Graft.Testing;

namespace Graft.Extensions.Tests.Admission;

/// <summary>An admission component as its program runs it, registered at the test's API server.</summary>
internal sealed class RunningAdmission : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _error = new();
    private readonly Task<int> _running;

    private RunningAdmission(AdmissionDefinition definition, SeedCluster garden, IReadOnlyList<string> flags)
    {
        File.WriteAllText(_directory["kubeconfig"], garden.Kubeconfig);
        string[] args =
        [
            $"--kubeconfig={_directory["kubeconfig"]}",
            "--webhook-config-mode=url",
            string.Create(CultureInfo.InvariantCulture, $"--webhook-config-url=127.0.0.1:{Port}"),
            string.Create(CultureInfo.InvariantCulture, $"--webhook-config-server-port={Port}"),
            "--webhook-config-server-host=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"--health-bind-address=127.0.0.1:{HealthPort}"),
            "--metrics-bind-address=0",
            "--log-level=Warning",
            .. flags,
        ];
        _running = AdmissionHost.RunAsync(definition, args, TextWriter.Null, _error, _stop.Token);
    }

    public int Port { get; } = FreePort();

    public int HealthPort { get; } = FreePort();

    public static async Task<RunningAdmission> StartAsync(
        AdmissionDefinition definition,
        SeedCluster garden,
        params IReadOnlyList<string> flags
    )
    {
        var admission = new RunningAdmission(definition, garden, flags);
        await admission.UntilReadyAsync();
        return admission;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Assert.Equal(0, await _running.WaitAsync(Watching.Deadline));
        _stop.Dispose();
        _directory.Dispose();
    }

    /// <summary>What a kubelet does: asks again until the answer is yes.</summary>
    private async Task UntilReadyAsync()
    {
        using var client = new HttpClient();
        using var deadline = new CancellationTokenSource(Watching.Deadline);
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HealthPort}/readyz"));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await pause.WaitForNextTickAsync(deadline.Token))
        {
            if (_running.IsCompleted)
            {
                Assert.Fail($"the admission component ended with {await _running}: {_error}");
            }
            try
            {
                using var answer = await client.GetAsync(address, deadline.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Does not listen yet.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
