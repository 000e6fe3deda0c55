using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Informers;

/// <summary>
/// Keeps a local copy of the objects of a kind in step with the server: one list, then a watch that is taken up again
/// where it broke. Only when the server has forgotten that place (410) is there another list, and what vanished in
/// between is then delivered as Deleted.
/// </summary>
public sealed class Informer<T>
    where T : class
{
    private readonly InformerStore<T> _store;
    private readonly Reflector<T> _reflector;
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _kind;
    private readonly ILogger _logger;

    public Informer(
        IKubernetesClient client,
        Resource<T> resource,
        InformerScope scope,
        TimeProvider time,
        Random random,
        ILogger<Informer<T>> logger
    )
    {
        _kind = resource.Type.Kind;
        _logger = logger;
        _store = new InformerStore<T>(resource);
        _reflector = new Reflector<T>(client, resource, scope, _store, _synced, time, random, logger);
    }

    /// <summary>Runs until cancelled, and then ends without an exception. Faults of the server are logged and retried.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _reflector.RunAsync(cancellationToken);

    public Task WaitUntilSyncedAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <summary>The object as last seen, or null. Shared: never change it.</summary>
    public T? Find(ObjectKey key) => _store.Find(key);

    /// <summary>All cached objects, in no order. Shared: never change one.</summary>
    public IReadOnlyList<T> List() => _store.List(null);

    /// <summary>The cached objects of a namespace.</summary>
    public IReadOnlyList<T> List(string? @namespace) => _store.List(@namespace);

    /// <summary>
    /// Calls the handler for everything that is there and for every change, in order, until the result is disposed.
    /// The handler runs outside of the informer and may be behind the cache.
    /// </summary>
    public IDisposable Subscribe(Action<InformerEvent<T>> handler)
    {
        var subscription = new Subscription<T>(_kind, handler, _store.Remove, _logger);
        _store.Add(subscription);
        return subscription;
    }
}
