using Graft.Kubernetes.Embedded.Controllers.DaemonSets;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>The controllers that work through the API as any client does.</summary>
internal sealed class ApiControllers : IAsyncDisposable
{
    private readonly KubernetesClient _client;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public ApiControllers(KubernetesClient client, TimeProvider time, Random random, ILoggerFactory loggers)
    {
        _client = client;
        var informers = new InformerSet(client, time, random, loggers);
        var daemonSets = DaemonSetController.Create(client, informers, time, random, loggers);
        _running = Task.WhenAll(
            Task.Run(() => informers.RunAsync(_stopping.Token)),
            Task.Run(() => daemonSets.RunAsync(_stopping.Token))
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _client.Dispose();
        _stopping.Dispose();
    }
}
