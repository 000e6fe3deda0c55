using Graft.Kubernetes.Informers;

namespace Graft.Kubernetes.Controllers;

/// <summary>Turns the events of one informer into keys.</summary>
internal sealed class ControllerSource<T>(
    Informer<T> informer,
    IReadOnlyList<IPredicate<T>> predicates,
    Func<T, IEnumerable<ObjectKey>> map
) : IControllerSource
    where T : class
{
    /// <summary>Are these the objects that the controller is about, and not only mapped to them?</summary>
    public bool IsOwnKind { get; init; }

    public Task WaitUntilSyncedAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        informer.WaitUntilSyncedAsync(timeout, cancellationToken);

    public IDisposable Connect(Action<ObjectKey, WorkPriority> enqueue) =>
        informer.Subscribe(change =>
        {
            if (!Passes(change))
            {
                return;
            }
            var priority = change.IsInitial ? WorkPriority.Low : WorkPriority.Normal;
            foreach (var key in Keys(change))
            {
                enqueue(key, priority);
            }
        });

    public void Resync(Action<ObjectKey, WorkPriority> enqueue)
    {
        if (!IsOwnKind)
        {
            return;
        }
        foreach (var item in informer.List())
        {
            if (predicates.All(predicate => predicate.Created(item)))
            {
                foreach (var key in map(item))
                {
                    enqueue(key, WorkPriority.Low);
                }
            }
        }
    }

    private bool Passes(InformerEvent<T> change) =>
        predicates.All(predicate =>
            change.Type switch
            {
                InformerEventType.Added => predicate.Created(change.Object),
                InformerEventType.Updated => predicate.Updated(change.Old!, change.Object),
                _ => predicate.Deleted(change.Object),
            }
        );

    private IEnumerable<ObjectKey> Keys(InformerEvent<T> change) =>
        change.Old is null ? map(change.Object) : map(change.Old).Union(map(change.Object));
}
