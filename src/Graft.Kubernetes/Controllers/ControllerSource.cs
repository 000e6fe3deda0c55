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
    public Task WaitUntilSyncedAsync(CancellationToken cancellationToken) =>
        informer.WaitUntilSyncedAsync(cancellationToken);

    public IDisposable Connect(Action<ObjectKey> enqueue) =>
        informer.Subscribe(change =>
        {
            if (!Passes(change))
            {
                return;
            }
            foreach (var key in Keys(change))
            {
                enqueue(key);
            }
        });

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
