namespace Graft.Kubernetes.Informers;

/// <summary>
/// The objects of an informer and who listens to their changes. Changes are made by one writer; two locks keep reading
/// apart from delivering, so that a subscriber begins exactly where its first snapshot ends.
/// </summary>
internal sealed class InformerStore<T>(Resource<T> resource)
    where T : class
{
    private readonly Lock _objectsLock = new();
    private readonly Lock _deliveryLock = new();
    private readonly Dictionary<ObjectKey, T> _objects = [];
    private readonly List<Subscription<T>> _subscriptions = [];

    public T? Find(ObjectKey key)
    {
        lock (_objectsLock)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    public IReadOnlyList<T> List(string? @namespace)
    {
        lock (_objectsLock)
        {
            return @namespace is null
                ? [.. _objects.Values]
                : [.. _objects.Where(entry => entry.Key.Namespace == @namespace).Select(entry => entry.Value)];
        }
    }

    /// <summary>Adds a subscriber; it first gets what is there as Added.</summary>
    public void Add(Subscription<T> subscription)
    {
        lock (_deliveryLock)
        {
            foreach (var item in List(null))
            {
                subscription.Post(new(InformerEventType.Added, resource.KeyOf(item), null, item));
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

    public void Put(T item)
    {
        lock (_deliveryLock)
        {
            PutLocked(resource.KeyOf(item), item);
        }
    }

    public void Delete(T item)
    {
        lock (_deliveryLock)
        {
            DeleteLocked(resource.KeyOf(item), item);
        }
    }

    /// <summary>Takes a complete list: what differs is updated, what vanished is deleted.</summary>
    public void Replace(IReadOnlyList<T> items)
    {
        lock (_deliveryLock)
        {
            var present = new HashSet<ObjectKey>(items.Count);
            foreach (var item in items)
            {
                var key = resource.KeyOf(item);
                present.Add(key);
                PutLocked(key, item);
            }
            foreach (var old in List(null))
            {
                var key = resource.KeyOf(old);
                if (!present.Contains(key))
                {
                    DeleteLocked(key, old);
                }
            }
        }
    }

    private void PutLocked(ObjectKey key, T item)
    {
        T? old;
        lock (_objectsLock)
        {
            _objects.TryGetValue(key, out old);
            _objects[key] = item;
        }
        if (old is null)
        {
            Deliver(new(InformerEventType.Added, key, null, item));
        }
        else if (resource.Metadata(old).Uid != resource.Metadata(item).Uid)
        {
            // The name was deleted and taken again while nobody looked.
            Deliver(new(InformerEventType.Deleted, key, null, old));
            Deliver(new(InformerEventType.Added, key, null, item));
        }
        else if (resource.Metadata(old).ResourceVersion != resource.Metadata(item).ResourceVersion)
        {
            Deliver(new(InformerEventType.Updated, key, old, item));
        }
    }

    private void DeleteLocked(ObjectKey key, T last)
    {
        bool removed;
        lock (_objectsLock)
        {
            removed = _objects.Remove(key);
        }
        if (removed)
        {
            Deliver(new(InformerEventType.Deleted, key, null, last));
        }
    }

    private void Deliver(InformerEvent<T> change)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Post(change);
        }
    }
}
