using Graft.Kubernetes;
using Graft.Kubernetes.Informers;

namespace Graft.Extensions.ManagedResources;

/// <summary>Tells whoever waits when a cached object is gone, by the informer's own events.</summary>
internal sealed class DeletionWaits<T> : IDisposable
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, TaskCompletionSource> _waits = [];
    private readonly IDisposable _subscription;

    public DeletionWaits(Informer<T> informer)
    {
        _subscription = informer.Subscribe(OnEvent);
    }

    /// <summary>Completes with the next deletion of the object; several callers share one task.</summary>
    public Task Next(ObjectKey key)
    {
        lock (_lock)
        {
            if (!_waits.TryGetValue(key, out var wait))
            {
                wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waits.Add(key, wait);
            }
            return wait.Task;
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void OnEvent(InformerEvent<T> change)
    {
        if (change.Type != InformerEventType.Deleted)
        {
            return;
        }
        lock (_lock)
        {
            if (_waits.Remove(change.Key, out var wait))
            {
                wait.SetResult();
            }
        }
    }
}
