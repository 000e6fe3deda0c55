using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Landscape.Clusters;
using Graft.Landscape.Processes;
using Graft.Runtimes.GVisor.Admission;
using Graft.Runtimes.Kata.Admission;

namespace Graft.Landscape.Components;

/// <summary>The runtime extensions' admission programs, each a process of its own that registers itself in the garden.</summary>
internal static class AdmissionWebhooks
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);

    /// <summary>Returns when all of them serve and are registered.</summary>
    /// <exception cref="LandscapeException">One does not come up; the message has its last words.</exception>
    public static async Task<IReadOnlyList<IAsyncDisposable>> StartAsync(
        LandscapeContext context,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<string> policy =
        [
            .. AdmissionPolicy.AllowedMachineTypes.Select(type => $"--allowed-machine-type={type}"),
        ];
        var programs = new[]
        {
            (GVisorAdmission.Definition, Arguments: (IReadOnlyList<string>)[]),
            (KataAdmission.Definition, Arguments: policy),
        };
        var started = new List<IAsyncDisposable>();
        try
        {
            var waits = new List<Task>();
            foreach (var (definition, arguments) in programs)
            {
                var port = FreePort();
                var process = ChildProcess.Start(
                    context.Data.Processes,
                    definition.Program,
                    CompanionPrograms.Find(definition.Program),
                    [.. CommonArguments(context, port), .. arguments],
                    context.Time
                );
                started.Add(process);
                waits.Add(WaitAsync(context, process, definition.ComponentName, port, cancellationToken));
            }
            await Task.WhenAll(waits);
            return started;
        }
        catch
        {
            foreach (var process in started)
            {
                await process.DisposeAsync();
            }
            throw;
        }
    }

    private static IEnumerable<string> CommonArguments(LandscapeContext context, int port) =>
        [
            $"--kubeconfig={context.Data.Kubeconfig}",
            $"--context={LandscapeClusters.GardenName}",
            "--webhook-config-mode=url",
            string.Create(CultureInfo.InvariantCulture, $"--webhook-config-url=127.0.0.1:{port}"),
            "--webhook-config-server-host=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"--webhook-config-server-port={port}"),
            "--health-bind-address=0",
            "--metrics-bind-address=0",
        ];

    /// <summary>Watches the garden until the webhook's present address is registered there.</summary>
    private static async Task WaitAsync(
        LandscapeContext context,
        ChildProcess process,
        string configuration,
        int port,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}/");
        var options = new WatchOptions { FieldSelector = $"metadata.name={configuration}" };
        try
        {
            while (true)
            {
                var changes = context.Clusters.Garden.WatchAsync<ValidatingWebhookConfiguration>(options, limit.Token);
                await foreach (var change in changes)
                {
                    if (
                        change.Type is not WatchEventType.Bookmark
                        && change.Object.Webhooks?.All(hook =>
                            hook.ClientConfig?.Url?.Contains(address, StringComparison.Ordinal) == true
                        ) == true
                    )
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LandscapeException(
                $"{configuration} has not registered itself: {process.LastOutput()}",
                exception
            );
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
