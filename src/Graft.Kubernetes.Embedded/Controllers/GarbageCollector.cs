using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>
/// Deletes what has lost all its owners, and does what a foreground or orphaning deletion asks for. An owner is known by its
/// uid; one in another namespace counts as absent.
/// </summary>
internal sealed class GarbageCollector : IAsyncDisposable
{
    private readonly LogicalCluster _cluster;
    private readonly ClusterWrites _writes;
    private readonly OwnerGraph _graph = new();
    private readonly KeyLoop<ObjectId> _loop;

    public GarbageCollector(LogicalCluster cluster, TimeProvider time, ILoggerFactory loggers)
    {
        _cluster = cluster;
        _writes = new ClusterWrites(cluster, "generic-garbage-collector");
        _loop = new KeyLoop<ObjectId>(
            "garbage collector",
            ReconcileAsync,
            time,
            loggers.CreateLogger<GarbageCollector>()
        );
    }

    public void Start()
    {
        _cluster.Store.Committed += OnCommitted;
        foreach (var value in _cluster.Store.Current.All())
        {
            OnCommitted(new StoreEvent(StoreEventType.Added, value, null));
        }
        _loop.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _cluster.Store.Committed -= OnCommitted;
        await _loop.DisposeAsync();
    }

    private void OnCommitted(StoreEvent change)
    {
        _graph.Apply(change);
        if (change.Type == StoreEventType.Deleted)
        {
            foreach (var dependent in _graph.DependentsOf(change.Object.Uid))
            {
                _loop.Add(dependent);
            }
        }
        else if (change.Object.IsDeleting || OwnerGraph.References(change.Object).Any())
        {
            _loop.Add(ObjectId.Of(change.Object));
        }
        if (change.Previous is { } previous)
        {
            // An owner that waits for this dependent may go now.
            foreach (var owner in OwnerGraph.References(previous))
            {
                if (_graph.Find(owner.Text("uid") ?? "") is { } id && id != ObjectId.Of(change.Object))
                {
                    _loop.Add(id);
                }
            }
        }
    }

    private async Task ReconcileAsync(ObjectId id, CancellationToken cancellationToken)
    {
        if (_writes.Find(id) is not { } value)
        {
            return;
        }
        if (value.IsDeleting)
        {
            await FinalizeAsync(value, cancellationToken);
            return;
        }
        await ReconcileDependentAsync(value, cancellationToken);
    }

    private async Task ReconcileDependentAsync(StoredObject value, CancellationToken cancellationToken)
    {
        var references = OwnerGraph.References(value).ToList();
        if (references.Count == 0)
        {
            return;
        }
        var owners = references
            .Select(reference => (Reference: reference, Owner: FindOwner(value, reference)))
            .ToList();
        var staying = owners.Where(pair => pair.Owner is { } owner && !WaitsForDependents(owner)).ToList();
        if (staying.Count == 0)
        {
            var waits = owners.Any(pair => pair.Owner is not null);
            var policy = waits && _graph.DependentsOf(value.Uid).Count > 0 ? "Foreground" : "Background";
            var request = new DeleteRequest { PropagationPolicy = HasPolicy(value) ? null : policy };
            await _writes.DeleteAsync(value, request, cancellationToken);
            return;
        }
        if (staying.Count < owners.Count)
        {
            var kept = staying.Select(pair => pair.Reference.Text("uid")).ToHashSet(StringComparer.Ordinal);
            await _writes.UpdateAsync(value, null, each => KeepOwners(each, kept.Contains), cancellationToken);
        }
    }

    private async Task FinalizeAsync(StoredObject owner, CancellationToken cancellationToken)
    {
        var finalizers = owner.Value.Texts("metadata", "finalizers").ToList();
        if (finalizers.Contains(Finalization.Orphan, StringComparer.Ordinal))
        {
            foreach (var dependent in Dependents(owner))
            {
                await _writes.UpdateAsync(
                    dependent,
                    null,
                    each => KeepOwners(each, uid => uid != owner.Uid),
                    cancellationToken
                );
            }
            await RemoveFinalizerAsync(owner, Finalization.Orphan, cancellationToken);
        }
        else if (finalizers.Contains(Finalization.Foreground, StringComparer.Ordinal))
        {
            await DeleteDependentsAsync(owner, cancellationToken);
        }
    }

    private async Task DeleteDependentsAsync(StoredObject owner, CancellationToken cancellationToken)
    {
        foreach (var dependent in Dependents(owner).Where(dependent => !dependent.IsDeleting))
        {
            await ReconcileDependentAsync(dependent, cancellationToken);
        }
        if (!Dependents(owner).Any(dependent => Blocks(dependent, owner)))
        {
            await RemoveFinalizerAsync(owner, Finalization.Foreground, cancellationToken);
        }
    }

    private Task RemoveFinalizerAsync(StoredObject owner, string finalizer, CancellationToken cancellationToken) =>
        _writes.UpdateAsync(
            owner,
            null,
            value =>
                value.Metadata()["finalizers"] = JsonNodes.ToArray(
                    value.Texts("metadata", "finalizers").Where(each => each != finalizer)
                ),
            cancellationToken
        );

    private StoredObject? FindOwner(StoredObject dependent, JsonObject reference)
    {
        var found = _graph.Find(reference.Text("uid") ?? "") is { } id ? _writes.Find(id) : null;
        return found is not null && (found.Namespace.Length == 0 || found.Namespace == dependent.Namespace)
            ? found
            : null;
    }

    private List<StoredObject> Dependents(StoredObject owner) =>
        [
            .. _graph
                .DependentsOf(owner.Uid)
                .Select(id => _writes.Find(id))
                .OfType<StoredObject>()
                .Where(dependent => owner.Namespace.Length == 0 || dependent.Namespace == owner.Namespace),
        ];

    private static bool WaitsForDependents(StoredObject owner) =>
        owner.IsDeleting
        && owner.Value.Texts("metadata", "finalizers").Contains(Finalization.Foreground, StringComparer.Ordinal);

    private static bool HasPolicy(StoredObject value) =>
        value
            .Value.Texts("metadata", "finalizers")
            .Any(finalizer => finalizer is Finalization.Orphan or Finalization.Foreground);

    private static bool Blocks(StoredObject dependent, StoredObject owner) =>
        OwnerGraph
            .References(dependent)
            .Any(reference => reference.Text("uid") == owner.Uid && reference.Flag("blockOwnerDeletion"));

    private static void KeepOwners(JsonObject value, Func<string?, bool> keep) =>
        value.Metadata()["ownerReferences"] = new JsonArray([
            .. value
                .Objects("metadata", "ownerReferences")
                .Where(reference => keep(reference.Text("uid")))
                .Select(reference => reference.DeepClone()),
        ]);
}
