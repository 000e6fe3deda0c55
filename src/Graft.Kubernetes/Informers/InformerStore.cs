namespace Graft.Kubernetes.Informers;

/// <summary>
/// The objects of an informer and who listens to their changes. Changes are made by one writer; two locks keep reading
/// apart from delivering, so that a subscriber begins exactly where its first snapshot ends.
/// </summary>
internal sealed class InformerStore<T>(Resource<T> resource, Action<Exception, ObjectKey> onIndexFailure)
    where T : class
{
    private readonly Lock _objectsLock = new();
    private readonly Lock _deliveryLock = new();
    private readonly Dictionary<ObjectKey, T> _objects = [];
    private readonly Dictionary<string, ObjectIndex<T>> _indexes = new(StringComparer.Ordinal);
    private readonly List<Subscription<T>> _subscriptions = [];
    private readonly List<Action<InformerEvent<T>>> _observers = [];

    public int Count
    {
        get
        {
            lock (_objectsLock)
            {
                return _objects.Count;
            }
        }
    }

    public T? Find(ObjectKey key)
    {
        lock (_objectsLock)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    public IReadOnlyList<T> List()
    {
        lock (_objectsLock)
        {
            return [.. _objects.Values];
        }
    }

    /// <summary>Adds an index over what is there and what comes; false when there is one of this name.</summary>
    public bool TryAddIndex(string name, Func<T, IEnumerable<string>> valuesOf)
    {
        lock (_objectsLock)
        {
            if (_indexes.ContainsKey(name))
            {
                return false;
            }
            var index = new ObjectIndex<T>(valuesOf, onIndexFailure);
            foreach (var (key, item) in _objects)
            {
                index.Put(key, null, item);
            }
            _indexes.Add(name, index);
            return true;
        }
    }

    /// <summary>Null when there is no index of this name.</summary>
    public IReadOnlyList<T>? ListBy(string index, string value)
    {
        lock (_objectsLock)
        {
            return _indexes.GetValueOrDefault(index)?.List(value);
        }
    }

    /// <summary>Adds a subscriber; it first gets what is there as Added.</summary>
    public void Add(Subscription<T> subscription)
    {
        lock (_deliveryLock)
        {
            foreach (var item in List())
            {
                subscription.Post(new(InformerEventType.Added, resource.KeyOf(item), null, item) { IsInitial = true });
            }
            _subscriptions.Add(subscription);
        }
    }

    public void Remove(Subscription<T> subscription)
    {
        lock (_deliveryLock)
        {
            _subscriptions.Remove(subscription);
        }
    }

    /// <summary>Adds one who is told of each change within it, before the subscribers.</summary>
    public void Add(Action<InformerEvent<T>> observer)
    {
        lock (_deliveryLock)
        {
            _observers.Add(observer);
        }
    }

    public void Remove(Action<InformerEvent<T>> observer)
    {
        lock (_deliveryLock)
        {
            _observers.Remove(observer);
        }
    }

    public void Put(T item)
    {
        lock (_deliveryLock)
        {
            PutLocked(resource.KeyOf(item), item, isInitial: false);
        }
    }

    public void Delete(T item)
    {
        lock (_deliveryLock)
        {
            DeleteLocked(resource.KeyOf(item), item, isFinalStateUnknown: false);
        }
    }

    /// <summary>Takes a complete list: what differs is updated, what vanished is deleted.</summary>
    public void Replace(IReadOnlyCollection<T> items, bool isInitial)
    {
        lock (_deliveryLock)
        {
            var present = new HashSet<ObjectKey>(items.Count);
            foreach (var item in items)
            {
                var key = resource.KeyOf(item);
                present.Add(key);
                PutLocked(key, item, isInitial);
            }
            if (present.Count == Count)
            {
                return;
            }
            foreach (var old in List())
            {
                var key = resource.KeyOf(old);
                if (!present.Contains(key))
                {
                    DeleteLocked(key, old, isFinalStateUnknown: true);
                }
            }
        }
    }

    private void PutLocked(ObjectKey key, T item, bool isInitial)
    {
        var old = Find(key);
        if (old is null)
        {
            Store(key, null, item);
            Deliver(new(InformerEventType.Added, key, null, item) { IsInitial = isInitial });
            return;
        }
        var (before, after) = (resource.Metadata(old), resource.Metadata(item));
        if (before.Uid != after.Uid)
        {
            // The name was deleted and taken again while nobody looked.
            Store(key, old, item);
            Deliver(new(InformerEventType.Deleted, key, null, old) { IsFinalStateUnknown = true });
            Deliver(new(InformerEventType.Added, key, null, item));
        }
        else if (before.ResourceVersion != after.ResourceVersion)
        {
            Store(key, old, item);
            Deliver(new(InformerEventType.Updated, key, old, item));
        }
    }

    private void Store(ObjectKey key, T? old, T item)
    {
        lock (_objectsLock)
        {
            _objects[key] = item;
            foreach (var index in _indexes.Values)
            {
                index.Put(key, old, item);
            }
        }
    }

    private void DeleteLocked(ObjectKey key, T last, bool isFinalStateUnknown)
    {
        lock (_objectsLock)
        {
            if (!_objects.Remove(key, out var old))
            {
                return;
            }
            foreach (var index in _indexes.Values)
            {
                index.Remove(key, old);
            }
        }
        Deliver(new(InformerEventType.Deleted, key, null, last) { IsFinalStateUnknown = isFinalStateUnknown });
    }

    private void Deliver(InformerEvent<T> change)
    {
        foreach (var observer in _observers)
        {
            observer(change);
        }
        foreach (var subscription in _subscriptions)
        {
            subscription.Post(change);
        }
    }
}
