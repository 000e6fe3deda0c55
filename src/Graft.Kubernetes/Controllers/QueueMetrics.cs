namespace Graft.Kubernetes.Controllers;

/// <summary>
/// What a queue counts, by client-go's names and with controller-runtime's label <c>controller</c> beside <c>name</c>. Told
/// by the queue under its lock; read by listeners at any time.
/// </summary>
internal sealed class QueueMetrics<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, long> _added = [];
    private readonly Dictionary<TKey, long> _taken = [];
    private readonly QueueGauges _gauges;
    private readonly TimeProvider _time;

    /// <summary>Measures the queue of this name; <paramref name="depth"/> says how many keys wait.</summary>
    public QueueMetrics(string name, TimeProvider time, Func<int> depth)
    {
        _time = time;
        _gauges = new QueueGauges(name, depth, InWork);
    }

    /// <summary>The key waits now.</summary>
    public void Added(TKey key)
    {
        _gauges.Added();
        lock (_lock)
        {
            _added[key] = _time.GetTimestamp();
        }
    }

    /// <summary>The key waits no more and is worked on.</summary>
    public void Taken(TKey key)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            if (_added.Remove(key, out var added))
            {
                _gauges.Waited(_time.GetElapsedTime(added, now));
            }
            _taken[key] = now;
        }
    }

    /// <summary>Work on the key has ended.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            if (_taken.Remove(key, out var taken))
            {
                _gauges.Worked(_time.GetElapsedTime(taken));
            }
        }
    }

    /// <summary>The key comes back after a pause.</summary>
    public void Retried() => _gauges.Retried();

    public void Dispose() => _gauges.Dispose();

    private (TimeSpan Sum, TimeSpan Longest) InWork()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var (sum, longest) = (TimeSpan.Zero, TimeSpan.Zero);
            foreach (var taken in _taken.Values)
            {
                var worked = _time.GetElapsedTime(taken, now);
                sum += worked;
                longest = worked > longest ? worked : longest;
            }
            return (sum, longest);
        }
    }
}
