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
/// with the first object of a kind, and told about when they change. What was written from here counts before a cache that
/// is late: the state before a change must not be judged as the state after it.
/// </summary>
internal sealed class TargetCluster(
    IKubernetesClient client,
    InformerSet informers,
    ManagedMetadata metadata,
    TimeProvider time
) : IDisposable
{
    private static readonly InformerScope s_managed = new()
    {
        LabelSelector = $"{WellKnown.Labels.ManagedBy}=gardener",
    };

    private readonly ConcurrentDictionary<ResourceType, Lazy<Kind>> _kinds = new();

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
        (await KindAsync(resource, cancellationToken)).Latest.Find(key)
        ?? await client.FindAsync(resource, key, cancellationToken);

    /// <summary>Takes note of an object as the target has just stored it.</summary>
    public async Task NoteAsync(
        Resource<JsonObject> resource,
        JsonObject stored,
        CancellationToken cancellationToken
    ) => (await KindAsync(resource, cancellationToken)).Latest.Note(stored);

    /// <summary>Takes note that the target has removed an object.</summary>
    public void NoteGone(Resource<JsonObject> resource, JsonObject removed)
    {
        if (_kinds.TryGetValue(resource.Type, out var kind) && kind.IsValueCreated)
        {
            kind.Value.Latest.NoteGone(removed);
        }
    }

    public void Dispose()
    {
        foreach (var kind in _kinds.Values.Where(kind => kind.IsValueCreated))
        {
            kind.Value.Announcements.Dispose();
            kind.Value.Latest.Dispose();
        }
    }

    private async Task<Kind> KindAsync(Resource<JsonObject> resource, CancellationToken cancellationToken)
    {
        var informer = informers.Get(resource, s_managed);
        var kind = _kinds.GetOrAdd(
            resource.Type,
            _ => new Lazy<Kind>(() =>
                new Kind(informer.Subscribe(Announce), new LatestObjects<JsonObject>(resource, informer, time))
            )
        );
        var known = kind.Value;
        await informer.WaitUntilSyncedAsync(cancellationToken);
        return known;
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

    /// <summary>What is kept of a kind with managed objects.</summary>
    private sealed record Kind(IDisposable Announcements, LatestObjects<JsonObject> Latest);
}
