using System.Diagnostics.CodeAnalysis;

namespace Graft.Kubernetes.Events;

/// <summary>Keeps what was used last, up to a number of entries.</summary>
internal sealed class RecentCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = [];

    public int Count => _nodes.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (_nodes.Remove(key, out var old))
        {
            _byUse.Remove(old);
        }
        else if (_nodes.Count == capacity)
        {
            _nodes.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }
        _nodes.Add(key, _byUse.AddFirst((key, value)));
    }
}
