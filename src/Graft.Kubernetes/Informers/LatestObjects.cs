using System.Globalization;

namespace Graft.Kubernetes.Informers;

/// <summary>
/// A cache, and what this process has written beyond it. A reconcile that follows another at once must not decide by what
/// was there before: it would take its own work for missing, or a change that it must take back for never made.
/// </summary>
/// <remarks>
/// What a change of the cache does to the notes is done before any subscriber of the cache hears of the change: one that
/// acts on an event finds here at least what the event told it.
/// </remarks>
public sealed class LatestObjects<T> : IDisposable
    where T : class
{
    /// <summary>A cache that is later than this is broken; then what was written may long be outdated, too.</summary>
    private static readonly TimeSpan s_trust = TimeSpan.FromSeconds(30);

    /// <summary>Longer than an answer can be under way: what it says of an object that has gone since is void.</summary>
    private static readonly TimeSpan s_memoryOfRemovals = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, Written> _written = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly Queue<(string Uid, long At)> _removals = [];
    private readonly Resource<T> _resource;
    private readonly Informer<T> _cache;
    private readonly TimeProvider _time;
    private readonly IDisposable _observation;

    public LatestObjects(Resource<T> resource, Informer<T> cache, TimeProvider time)
    {
        _resource = resource;
        _cache = cache;
        _time = time;
        _observation = cache.Observe(OnEvent);
    }

    /// <summary>The newest that is known; null where there is none. Shared: never change it.</summary>
    public T? Find(ObjectKey key)
    {
        lock (_lock)
        {
            var cached = _cache.Find(key);
            if (!_written.TryGetValue(key, out var own))
            {
                return cached;
            }
            if (_time.GetElapsedTime(own.At) < s_trust && IsAhead(own, cached))
            {
                return own.IsGone ? null : own.Item;
            }
            _written.Remove(key);
            return cached;
        }
    }

    /// <summary>Takes note of an object as the API server has just returned it.</summary>
    public void Note(T item) => Note(item, isGone: false);

    /// <summary>Takes note that the API server has removed an object; another one of its name may be there by now.</summary>
    public void NoteGone(T item) => Note(item, isGone: true);

    public void Dispose() => _observation.Dispose();

    private void Note(T item, bool isGone)
    {
        lock (_lock)
        {
            if (!_removed.Contains(UidOf(item)))
            {
                _written[_resource.KeyOf(item)] = new Written(item, isGone, _time.GetTimestamp());
            }
        }
    }

    private void OnEvent(InformerEvent<T> change)
    {
        lock (_lock)
        {
            if (change.Type == InformerEventType.Deleted)
            {
                Remember(UidOf(change.Object));
            }
            if (
                _written.TryGetValue(change.Key, out var own)
                && (_removed.Contains(UidOf(own.Item)) || !IsAhead(own, change.Object))
            )
            {
                _written.Remove(change.Key);
            }
        }
    }

    private void Remember(string uid)
    {
        while (_removals.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.At) > s_memoryOfRemovals)
        {
            _removals.Dequeue();
            _removed.Remove(oldest.Uid);
        }
        if (_removed.Add(uid))
        {
            _removals.Enqueue((uid, _time.GetTimestamp()));
        }
    }

    private bool IsAhead(Written own, T? cached) =>
        own.IsGone
            ? cached is not null && UidOf(own.Item) == UidOf(cached)
            : cached is null || VersionOf(own.Item) > VersionOf(cached);

    private string UidOf(T item) => _resource.Metadata(item).Uid ?? "";

    /// <summary>Versions of one kind grow; where they are no numbers, the cache is believed.</summary>
    private ulong? VersionOf(T item) =>
        ulong.TryParse(
            _resource.Metadata(item).ResourceVersion,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var version
        )
            ? version
            : null;

    private sealed record Written(T Item, bool IsGone, long At);
}
