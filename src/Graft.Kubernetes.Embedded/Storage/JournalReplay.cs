using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>Makes of a file's records the state they lead to, and the changes that led there.</summary>
internal sealed class JournalReplay
{
    private readonly Dictionary<GroupResource, Dictionary<(string Namespace, string Name), StoredObject>> _kinds = [];
    private readonly List<StoreEvent> _changes = [];
    private long _resourceVersion;
    private long? _begun;

    /// <summary>Whether the state that a file begins with has been read to its end.</summary>
    public bool HasState => _begun is not null;

    public void Apply(JournalRecord record)
    {
        if (record.Type == JournalRecordType.EndOfSnapshot)
        {
            _begun = record.ResourceVersion;
        }
        else if (_begun is null)
        {
            Objects(record.Resource)[(record.Namespace, record.Name)] = Read(record);
        }
        else if (record.ResourceVersion > _resourceVersion)
        {
            Change(record);
        }
        _resourceVersion = Math.Max(_resourceVersion, record.ResourceVersion);
    }

    public RestoredState ToState()
    {
        var builder = new StoreSnapshotBuilder();
        foreach (var (kind, objects) in _kinds)
        {
            builder.Add(kind, objects.Values);
        }
        return new RestoredState(builder.Build(_resourceVersion), _begun ?? 0, _changes);
    }

    private void Change(JournalRecord record)
    {
        var objects = Objects(record.Resource);
        var key = (record.Namespace, record.Name);
        var previous = objects.GetValueOrDefault(key);
        if (record.Type == JournalRecordType.Put)
        {
            var stored = objects[key] = Read(record);
            var type = previous is null ? StoreEventType.Added : StoreEventType.Modified;
            _changes.Add(new StoreEvent(type, stored, previous));
        }
        else if (previous is not null)
        {
            objects.Remove(key);
            var last = record.Json.IsEmpty ? AtDeletion(previous, record.ResourceVersion) : Read(record);
            _changes.Add(new StoreEvent(StoreEventType.Deleted, last, previous));
        }
    }

    private Dictionary<(string Namespace, string Name), StoredObject> Objects(GroupResource kind)
    {
        if (!_kinds.TryGetValue(kind, out var objects))
        {
            _kinds[kind] = objects = [];
        }
        return objects;
    }

    // The file's buffer is let go after loading; each object keeps its own bytes.
    private static StoredObject Read(JournalRecord record) => new(record.Resource, record.Json.ToArray());

    /// <summary>Files of the first form have no last state in their records of deletions.</summary>
    private static StoredObject AtDeletion(StoredObject previous, long version)
    {
        JsonObject value = previous.Copy();
        value.Metadata()["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(previous.Resource, value.ToUtf8());
    }
}
