using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// The objects of one logical cluster. Writes go one after the other and each gets the next resource version; reads see
/// a whole state and take no lock. With a journal, a change is told to watchers only when it cannot be lost any more.
/// </summary>
internal sealed class ObjectStore : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<GroupResource, WatchLog> _logs = new();
    private readonly int _historyLimit;
    private readonly long _restoredVersion;
    private readonly Journal? _journal;
    private volatile StoreSnapshot _current;

    /// <param name="historyLimit">How many changes of a kind watchers can look back on.</param>
    /// <param name="journal">Where the state survives; null keeps it in memory alone.</param>
    public ObjectStore(int historyLimit, Journal? journal)
    {
        _historyLimit = historyLimit;
        _journal = journal;
        _current = journal?.Restored ?? StoreSnapshot.Empty;
        _restoredVersion = _current.ResourceVersion;
        journal?.Start(() => _current, Publish);
    }

    /// <summary>Called for every change while it is made; must be quick and must not write.</summary>
#pragma warning disable MA0046 // A sender would be noise: there is one store, and its listeners hold it.
    public event Action<StoreEvent>? Committed;
#pragma warning restore MA0046

    public StoreSnapshot Current => _current;

    public StoredObject? Find(GroupResource resource, string @namespace, string name) =>
        _current.Find(resource, @namespace, name);

    public WatchLog Log(GroupResource resource) =>
        _logs.GetOrAdd(resource, _ => new WatchLog(_historyLimit, _restoredVersion));

    /// <summary>
    /// Stores a version of an object in place of the one the caller saw (null: none was there). Null is returned when
    /// somebody else was first. The caller's object gets its new resource version.
    /// </summary>
    public StoredObject? Put(GroupResource resource, StoredObject? expected, JsonObject value)
    {
        lock (_lock)
        {
            var metadata = value.Metadata();
            var state = _current;
            var existing = state.Find(
                resource,
                metadata.Text("namespace") ?? "",
                metadata.Text("name") ?? throw new ArgumentException("an object needs a name", nameof(value))
            );
            if (!ReferenceEquals(existing, expected))
            {
                return null;
            }
            var stored = Seal(resource, value, state.ResourceVersion + 1);
            _current = state.With(stored);
            Record(new StoreEvent(existing is null ? StoreEventType.Added : StoreEventType.Modified, stored, existing));
            return stored;
        }
    }

    /// <summary>Removes an object in the version the caller saw; null when somebody else was first.</summary>
    public StoredObject? Delete(StoredObject expected, JsonObject lastState)
    {
        lock (_lock)
        {
            var state = _current;
            if (!ReferenceEquals(state.Find(expected.Resource, expected.Namespace, expected.Name), expected))
            {
                return null;
            }
            var removed = Seal(expected.Resource, lastState, state.ResourceVersion + 1);
            _current = state.Without(expected, removed.ResourceVersion);
            Record(new StoreEvent(StoreEventType.Deleted, removed, expected));
            return removed;
        }
    }

    /// <summary>Completes when everything up to a resource version is on disk.</summary>
    public ValueTask WhenDurableAsync(long resourceVersion, CancellationToken cancellationToken) =>
        _journal is null ? ValueTask.CompletedTask : _journal.WhenDurableAsync(resourceVersion, cancellationToken);

    public ValueTask DisposeAsync() => _journal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static StoredObject Seal(GroupResource resource, JsonObject value, long version)
    {
        value.Metadata()["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(resource, value.ToUtf8(), value);
    }

    private void Record(StoreEvent change)
    {
        if (_journal is null)
        {
            Publish(change);
        }
        else
        {
            _journal.Append(change);
        }
        Committed?.Invoke(change);
    }

    private void Publish(StoreEvent change) => Log(change.Object.Resource).Append(change);
}
