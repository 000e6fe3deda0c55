using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>Who owns whom: kept in step with the store, change by change.</summary>
internal sealed class OwnerGraph
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ObjectId> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<ObjectId>> _dependents = new(StringComparer.Ordinal);

    public static IEnumerable<JsonObject> References(StoredObject value) =>
        value.HasOwners ? value.Value.Objects("metadata", "ownerReferences") : [];

    public void Apply(StoreEvent change)
    {
        lock (_lock)
        {
            var id = ObjectId.Of(change.Object);
            if (change.Previous is { } previous)
            {
                foreach (var uid in Owners(previous))
                {
                    Unlink(uid, id);
                }
            }
            if (change.Type == StoreEventType.Deleted)
            {
                _byUid.Remove(change.Object.Uid);
                return;
            }
            _byUid[change.Object.Uid] = id;
            foreach (var uid in Owners(change.Object))
            {
                Link(uid, id);
            }
        }
    }

    public ObjectId? Find(string uid)
    {
        lock (_lock)
        {
            return _byUid.TryGetValue(uid, out var id) ? id : null;
        }
    }

    public IReadOnlyList<ObjectId> DependentsOf(string uid)
    {
        lock (_lock)
        {
            return _dependents.TryGetValue(uid, out var dependents) ? [.. dependents] : [];
        }
    }

    private static IEnumerable<string> Owners(StoredObject value) =>
        References(value).Select(owner => owner.Text("uid")).OfType<string>();

    private void Link(string uid, ObjectId id)
    {
        if (!_dependents.TryGetValue(uid, out var dependents))
        {
            _dependents[uid] = dependents = [];
        }
        dependents.Add(id);
    }

    private void Unlink(string uid, ObjectId id)
    {
        if (_dependents.TryGetValue(uid, out var dependents) && dependents.Remove(id) && dependents.Count == 0)
        {
            _dependents.Remove(uid);
        }
    }
}
