using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.Provider;

/// <summary>A Shoot's API server with the caches that its nodes share.</summary>
internal sealed class ShootCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public ShootCluster(IKubernetesClient client, TimeProvider time, Random random, ILoggerFactory loggers)
    {
        Client = client;
        Informers = new InformerSet(client, time, random, loggers);
        Secrets = Informers.Get<Secret>(InformerScope.In("kube-system"));
        _running = Informers.RunAsync(_stop.Token);
    }

    public IKubernetesClient Client { get; }

    public InformerSet Informers { get; }

    public Informer<Secret> Secrets { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
