using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// The objects of one logical cluster. Writes go one after the other and each gets the next resource version; reads see
/// a whole state and take no lock. With a journal, readers and watchers see a change only when it cannot be lost any more.
/// </summary>
internal sealed class ObjectStore : IAsyncDisposable
{
    /// <summary>How many bytes of changes of one kind are kept for watchers at most.</summary>
    private const long HistoryBytes = 32 << 20;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<GroupResource, WatchLog> _logs = new();
    private readonly int _historyLimit;
    private readonly long _historyStart;
    private readonly Journal? _journal;
    private volatile StoreSnapshot _current;
    private volatile StoreSnapshot _durable;
    private long _published;

    /// <param name="historyLimit">How many changes of a kind watchers can look back on.</param>
    /// <param name="journal">Where the state survives; null keeps it in memory alone.</param>
    public ObjectStore(int historyLimit, Journal? journal)
    {
        _historyLimit = historyLimit;
        _journal = journal;
        var restored = journal?.Restored ?? RestoredState.Empty;
        _current = _durable = restored.State;
        _published = restored.State.ResourceVersion;
        _historyStart = restored.HistoryStart;
        foreach (var change in restored.Changes)
        {
            Log(change.Object.Resource).Append(change);
        }
        journal?.Start(Publish);
    }

    /// <summary>Called for every change while it is made; must be quick and must not write.</summary>
#pragma warning disable MA0046 // A sender would be noise: there is one store, and its listeners hold it.
    public event Action<StoreEvent>? Committed;
#pragma warning restore MA0046

    /// <summary>The state that the next write builds on. It may not be on disk yet.</summary>
    public StoreSnapshot Current => _current;

    /// <summary>The state that clients see: what is in it is not lost.</summary>
    public StoreSnapshot Durable => _durable;

    /// <summary>The resource version up to which all changes are in the logs.</summary>
    public long Published => Volatile.Read(ref _published);

    public StoredObject? Find(GroupResource resource, string @namespace, string name) =>
        _current.Find(resource, @namespace, name);

    public WatchLog Log(GroupResource resource) =>
        _logs.GetOrAdd(resource, _ => new WatchLog(_historyLimit, HistoryBytes, _historyStart));

    /// <summary>Begins the history of a kind that was not there before: nothing earlier can be watched from.</summary>
    public void BeginLog(GroupResource resource) =>
        _logs.TryAdd(resource, new WatchLog(_historyLimit, HistoryBytes, _current.ResourceVersion));

    /// <summary>
    /// Stores a version of an object in place of the one the caller saw (null: none was there). Null is returned when
    /// somebody else was first. The caller's object gets its new resource version.
    /// </summary>
    /// <exception cref="IOException">At present nothing can be written.</exception>
    public StoredObject? Put(GroupResource resource, StoredObject? expected, JsonObject value)
    {
        lock (_lock)
        {
            _journal?.ThrowIfRefusing();
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
            _current = state.With(stored, existing);
            Record(new StoreEvent(existing is null ? StoreEventType.Added : StoreEventType.Modified, stored, existing));
            return stored;
        }
    }

    /// <summary>Removes an object in the version the caller saw; null when somebody else was first.</summary>
    /// <exception cref="IOException">At present nothing can be written.</exception>
    public StoredObject? Delete(StoredObject expected, JsonObject lastState)
    {
        lock (_lock)
        {
            _journal?.ThrowIfRefusing();
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

    /// <summary>Completes when everything up to a resource version is on disk, and clients see it.</summary>
    /// <exception cref="IOException">It could not be written yet. It may still come to be on disk.</exception>
    public ValueTask WhenDurableAsync(long resourceVersion, CancellationToken cancellationToken) =>
        _journal is null ? ValueTask.CompletedTask : _journal.WhenDurableAsync(resourceVersion, cancellationToken);

    public ValueTask DisposeAsync() => _journal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static StoredObject Seal(GroupResource resource, JsonObject value, long version)
    {
        value.Metadata()["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(resource, value.ToUtf8());
    }

    private void Record(StoreEvent change)
    {
        if (_journal is null)
        {
            Publish([new JournalEntry(change, _current)]);
        }
        else
        {
            _journal.Append(new JournalEntry(change, _current));
        }
        Committed?.Invoke(change);
    }

    /// <summary>
    /// Readers see the state before watchers are told of what led to it: whoever notes a log's end and then reads the state
    /// misses nothing between the two.
    /// </summary>
    private void Publish(IReadOnlyList<JournalEntry> batch)
    {
        _durable = batch[^1].State;
        foreach (var entry in batch)
        {
            Log(entry.Change.Object.Resource).Append(entry.Change);
        }
        Volatile.Write(ref _published, batch[^1].Change.ResourceVersion);
    }
}
