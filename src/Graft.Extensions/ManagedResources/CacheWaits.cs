using Graft.Kubernetes;
using Graft.Kubernetes.Informers;

namespace Graft.Extensions.ManagedResources;

/// <summary>Waits until a cached object is as wanted, told by the informer's own events: no request, no polling.</summary>
internal sealed class CacheWaits<T> : IDisposable
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, List<Wait>> _waits = [];
    private readonly Func<ObjectKey, T?> _find;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;

    /// <param name="informer">Whose events are listened to.</param>
    /// <param name="find">The object as it is known now.</param>
    /// <param name="time">Bounds the waits.</param>
    public CacheWaits(Informer<T> informer, Func<ObjectKey, T?> find, TimeProvider time)
    {
        _find = find;
        _time = time;
        _subscription = informer.Subscribe(change => Look(change.Key));
    }

    /// <summary>Returns when the object (null: there is none) is as wanted; at once where it is so already.</summary>
    /// <exception cref="TimeoutException">It was not for so long.</exception>
    public async Task UntilAsync(
        ObjectKey key,
        Func<T?, bool> holds,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var wait = new Wait(holds);
        Add(key, wait);
        try
        {
            Look(key);
            await wait.Done.Task.WaitAsync(limit, _time, cancellationToken);
        }
        finally
        {
            Remove(key, wait);
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void Look(ObjectKey key)
    {
        List<Wait> waits;
        lock (_lock)
        {
            if (!_waits.TryGetValue(key, out var waiting))
            {
                return;
            }
            waits = [.. waiting];
        }
        var item = _find(key);
        foreach (var wait in waits.Where(wait => wait.Holds(item)))
        {
            wait.Done.TrySetResult();
        }
    }

    private void Add(ObjectKey key, Wait wait)
    {
        lock (_lock)
        {
            if (!_waits.TryGetValue(key, out var waiting))
            {
                _waits.Add(key, waiting = []);
            }
            waiting.Add(wait);
        }
    }

    private void Remove(ObjectKey key, Wait wait)
    {
        lock (_lock)
        {
            if (_waits.TryGetValue(key, out var waiting) && waiting.Remove(wait) && waiting.Count == 0)
            {
                _waits.Remove(key);
            }
        }
    }

    private sealed record Wait(Func<T?, bool> Holds)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
