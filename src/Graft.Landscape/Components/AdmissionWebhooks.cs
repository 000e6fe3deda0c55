using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Graft.Api.Kubernetes;
using Graft.Extensions.Admission;
using Graft.Kubernetes;
using Graft.Landscape.Clusters;
using Graft.Landscape.Processes;
using Graft.Runtimes.GVisor.Admission;
using Graft.Runtimes.Kata.Admission;

namespace Graft.Landscape.Components;

/// <summary>The runtime extensions' admission programs, each a process of its own that registers itself in the garden.</summary>
internal static class AdmissionWebhooks
{
    private static readonly IReadOnlyList<string> s_none = [];

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
            (Name: GVisorAdmission.Definition.Program, Path: Shipped(GVisorAdmission.Definition), Arguments: []),
            (Name: KataAdmission.Definition.Program, Path: Shipped(KataAdmission.Definition), Arguments: policy),
        }.Concat(context.Options.Admissions.Select(added => (added.Name, Path: added.Program, Arguments: s_none)));
        var started = new List<IAsyncDisposable>();
        try
        {
            var waits = new List<Task>();
            foreach (var (name, path, arguments) in programs)
            {
                var port = FreePort();
                var process = ChildProcess.Start(
                    context.Data.Processes,
                    name,
                    path,
                    [.. CommonArguments(context, port), .. arguments],
                    context.Time
                );
                started.Add(process);
                waits.Add(WaitAsync(context, process, name, port, cancellationToken));
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

    private static string Shipped(AdmissionDefinition definition) => CompanionPrograms.Find(definition.Program);

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

    /// <summary>Watches the garden until a webhook with the program's present address is registered there.</summary>
    private static async Task WaitAsync(
        LandscapeContext context,
        ChildProcess process,
        string name,
        int port,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_startLimit);
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}/");
        try
        {
            while (true)
            {
                var changes = context.Clusters.Garden.WatchAsync<ValidatingWebhookConfiguration>(
                    new WatchOptions(),
                    limit.Token
                );
                await foreach (var change in changes)
                {
                    if (
                        change.Type is not WatchEventType.Bookmark
                        && change.Object.Webhooks?.Any(hook =>
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
            throw new LandscapeException($"{name} has not registered itself: {process.LastOutput()}", exception);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
