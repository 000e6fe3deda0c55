using Graft.Kubernetes;

namespace Graft.Extensions.Controllers;

/// <summary>Notes which objects wait for the Cluster of their namespace.</summary>
internal sealed class ObjectsWithoutCluster
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<ObjectKey>> _keys = new(StringComparer.Ordinal);

    public void Add(ObjectKey key)
    {
        lock (_lock)
        {
            if (!_keys.TryGetValue(key.Namespace ?? "", out var waiting))
            {
                _keys.Add(key.Namespace ?? "", waiting = []);
            }
            waiting.Add(key);
        }
    }

    public void Forget(ObjectKey key)
    {
        lock (_lock)
        {
            if (_keys.TryGetValue(key.Namespace ?? "", out var waiting) && waiting.Remove(key) && waiting.Count == 0)
            {
                _keys.Remove(key.Namespace ?? "");
            }
        }
    }

    /// <summary>Those of a namespace; they wait no longer.</summary>
    public IReadOnlyList<ObjectKey> Release(string @namespace)
    {
        lock (_lock)
        {
            return _keys.Remove(@namespace, out var waiting) ? [.. waiting] : [];
        }
    }
}
