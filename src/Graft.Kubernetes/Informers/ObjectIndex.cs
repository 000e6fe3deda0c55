namespace Graft.Kubernetes.Informers;

/// <summary>The objects of a store by values that a function reads from them. Its owner locks.</summary>
internal sealed class ObjectIndex<T>(Func<T, IEnumerable<string>> valuesOf, Action<Exception, ObjectKey> onFailure)
    where T : class
{
    private readonly Dictionary<string, Dictionary<ObjectKey, T>> _objects = new(StringComparer.Ordinal);

    public IReadOnlyList<T> List(string value) => _objects.TryGetValue(value, out var found) ? [.. found.Values] : [];

    public void Put(ObjectKey key, T? old, T item)
    {
        if (old is not null)
        {
            Remove(key, old);
        }
        foreach (var value in Values(key, item))
        {
            if (!_objects.TryGetValue(value, out var found))
            {
                _objects.Add(value, found = []);
            }
            found[key] = item;
        }
    }

    public void Remove(ObjectKey key, T old)
    {
        foreach (var value in Values(key, old))
        {
            if (_objects.TryGetValue(value, out var found) && found.Remove(key) && found.Count == 0)
            {
                _objects.Remove(value);
            }
        }
    }

    private List<string> Values(ObjectKey key, T item)
    {
        try
        {
            return [.. valuesOf(item)];
        }
        catch (Exception exception)
        {
            // The function belongs to somebody else; an object that it cannot read is in the cache, but not in this index.
            onFailure(exception, key);
            return [];
        }
    }
}
