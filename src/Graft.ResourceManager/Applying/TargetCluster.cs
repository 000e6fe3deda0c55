using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Graft.ResourceManager.Objects;

namespace Graft.ResourceManager.Applying;

/// <summary>
/// The target as its managed objects are seen from here: kinds found by discovery, objects cached by watches that start
/// with the first object of a kind, and told about when they change.
/// </summary>
internal sealed class TargetCluster(IKubernetesClient client, InformerSet informers, ManagedMetadata metadata)
    : IDisposable
{
    private static readonly InformerScope s_managed = new()
    {
        LabelSelector = $"{WellKnown.Labels.ManagedBy}=gardener",
    };

    private readonly ConcurrentDictionary<ResourceType, IDisposable> _subscriptions = new();

    public IKubernetesClient Client => client;

    /// <summary>Hears of every change of a managed object, by the ManagedResource that it comes from.</summary>
    public required Action<ObjectKey> OnChange { get; init; }

    /// <exception cref="KubernetesException">404: the target does not serve the kind.</exception>
    public async Task<Resource<JsonObject>> ResolveAsync(
        ObjectReference reference,
        CancellationToken cancellationToken
    ) => Resource.Untyped(await client.ResolveAsync(reference.ApiVersion, reference.Kind, cancellationToken));

    /// <summary>The object as it is, out of the cache where it is managed already; null where there is none.</summary>
    public async Task<JsonObject?> FindAsync(
        Resource<JsonObject> resource,
        ObjectKey key,
        CancellationToken cancellationToken
    ) =>
        (await CacheAsync(resource, cancellationToken)).Find(key)
        ?? await client.FindAsync(resource, key, cancellationToken);

    public void Dispose()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Dispose();
        }
    }

    private async Task<Informer<JsonObject>> CacheAsync(
        Resource<JsonObject> resource,
        CancellationToken cancellationToken
    )
    {
        var informer = informers.Get(resource, s_managed);
        if (!_subscriptions.ContainsKey(resource.Type))
        {
            var subscription = informer.Subscribe(Announce);
            if (!_subscriptions.TryAdd(resource.Type, subscription))
            {
                subscription.Dispose();
            }
        }
        await informer.WaitUntilSyncedAsync(cancellationToken);
        return informer;
    }

    private void Announce(InformerEvent<JsonObject> change)
    {
        var annotations = ObjectControls.Annotations(change.Object);
        if (
            metadata.ManagedResourceOf(annotations.GetValueOrDefault(WellKnown.Annotations.ResourcesOrigin)) is
            { } origin
        )
        {
            OnChange(origin);
        }
    }
}
