using System.Collections.Concurrent;
using System.Globalization;

namespace Graft.Kubernetes.Informers;

/// <summary>
/// A cache, and what this process has written beyond it. A reconcile that follows another at once must not decide by what
/// was there before: it would take its own work for missing, or a change that it must take back for never made.
/// </summary>
public sealed class LatestObjects<T> : IDisposable
    where T : class
{
    /// <summary>A cache that is later than this is broken; then what was written may long be outdated, too.</summary>
    private static readonly TimeSpan s_trust = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ObjectKey, Written> _written = new();
    private readonly Resource<T> _resource;
    private readonly Informer<T> _cache;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;

    public LatestObjects(Resource<T> resource, Informer<T> cache, TimeProvider time)
    {
        _resource = resource;
        _cache = cache;
        _time = time;
        _subscription = cache.Subscribe(OnEvent);
    }

    /// <summary>The newest that is known; null where there is none. Shared: never change it.</summary>
    public T? Find(ObjectKey key)
    {
        var cached = _cache.Find(key);
        if (!_written.TryGetValue(key, out var own))
        {
            return cached;
        }
        if (_time.GetElapsedTime(own.At) < s_trust && (cached is null || IsNewer(own.Item, cached)))
        {
            return own.Item;
        }
        _written.TryRemove(KeyValuePair.Create(key, own));
        return cached;
    }

    /// <summary>Takes note of an object as the API server has just returned it.</summary>
    public void Note(T item) => _written[_resource.KeyOf(item)] = new Written(item, _time.GetTimestamp());

    public void Dispose() => _subscription.Dispose();

    private void OnEvent(InformerEvent<T> change)
    {
        if (
            _written.TryGetValue(change.Key, out var own)
            && (IsDeletionOf(own.Item, change) || !IsNewer(own.Item, change.Object))
        )
        {
            _written.TryRemove(KeyValuePair.Create(change.Key, own));
        }
    }

    // A deletion found by a new list has the version of what was deleted.
    private bool IsDeletionOf(T item, InformerEvent<T> change) =>
        change.Type == InformerEventType.Deleted
        && _resource.Metadata(item).Uid == _resource.Metadata(change.Object).Uid;

    /// <summary>Versions of one kind grow; where they are no numbers, the cache is believed.</summary>
    private bool IsNewer(T one, T other) => VersionOf(one) > VersionOf(other);

    private ulong? VersionOf(T item) =>
        ulong.TryParse(
            _resource.Metadata(item).ResourceVersion,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var version
        )
            ? version
            : null;

    private sealed record Written(T Item, long At);
}
