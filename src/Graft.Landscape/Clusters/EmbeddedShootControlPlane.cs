using System.Collections.Concurrent;
using Graft.Gardenlet.Shoots;
using Graft.Kubernetes;
using Graft.Landscape.Components;
using Graft.ResourceManager;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.Clusters;

/// <summary>A Shoot's API server as one more cluster of the landscape, and its resource manager in this process.</summary>
internal sealed class EmbeddedShootControlPlane(LandscapeContext context) : IShootControlPlane, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<BackgroundWork>> _resourceManagers = new(StringComparer.Ordinal);

    public Task<ClusterConnection> EnsureAsync(
        string technicalId,
        string version,
        CancellationToken cancellationToken
    ) => context.Clusters.EnsureAsync(technicalId, $"v{version}", cancellationToken);

    public Task EnsureResourceManagerAsync(
        string technicalId,
        ClusterConnection shoot,
        CancellationToken cancellationToken
    )
    {
        _ = _resourceManagers
            .GetOrAdd(
                technicalId,
                id => new Lazy<BackgroundWork>(() =>
                    new BackgroundWork($"resource manager of {id}", token => RunResourceManagerAsync(id, shoot, token))
                )
            )
            .Value;
        return Task.CompletedTask;
    }

    public async Task DeleteAsync(string technicalId, CancellationToken cancellationToken)
    {
        if (_resourceManagers.TryRemove(technicalId, out var resourceManager))
        {
            await resourceManager.Value.DisposeAsync();
        }
        await context.Clusters.RemoveAsync(technicalId, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var resourceManager in _resourceManagers.Values)
        {
            await resourceManager.Value.DisposeAsync();
        }
    }

    private async Task RunResourceManagerAsync(
        string technicalId,
        ClusterConnection shoot,
        CancellationToken cancellationToken
    )
    {
        using var target = new KubernetesClient(
            shoot with
            {
                UserAgent = "graft-resource-manager",
            },
            context.Time,
            context.Loggers.CreateLogger<KubernetesClient>()
        );
        var controller = new ManagedResourceController(
            context.Clusters.Seed,
            target,
            new ResourceManagerOptions { SourceNamespace = technicalId },
            context.Time,
            ConcurrentRandom.Instance,
            context.Loggers
        );
        await controller.RunAsync(cancellationToken);
    }
}
