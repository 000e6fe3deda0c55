using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Informers;

/// <summary>
/// Keeps a local copy of the objects of a kind in step with the server: one list, then a watch that is taken up again
/// where it broke. Only when the server has forgotten that place (410) is there another list, and what vanished in
/// between is then delivered as Deleted.
/// </summary>
public sealed partial class Informer<T>
    where T : class
{
    // Names that nobody else's index can have by accident.
    private const string ByNamespace = "\0namespace";
    private const string ByOwner = "\0owner";

    private readonly Resource<T> _resource;
    private readonly InformerStore<T> _store;
    private readonly Reflector<T> _reflector;
    private readonly SyncState _sync;
    private readonly ILogger _logger;

    /// <summary>An informer with the usual options.</summary>
    public Informer(
        IKubernetesClient client,
        Resource<T> resource,
        InformerScope scope,
        TimeProvider time,
        Random random,
        ILogger<Informer<T>> logger
    )
        : this(client, resource, scope, new InformerOptions(), null, time, random, logger) { }

    /// <param name="client">Reads from the server.</param>
    /// <param name="resource">The kind.</param>
    /// <param name="scope">Which of its objects are kept.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="transform">
    /// Makes of an object what is kept of it, before anybody sees it; after managedFields have been dropped, which always
    /// happens. It must leave name, namespace, uid and resource version. When it throws, the object is kept as it is.
    /// </param>
    /// <param name="time">The clock of pauses and limits.</param>
    /// <param name="random">Spreads the pauses.</param>
    /// <param name="logger">Hears of interruptions, and of handlers that throw.</param>
    public Informer(
        IKubernetesClient client,
        Resource<T> resource,
        InformerScope scope,
        InformerOptions options,
        Func<T, T>? transform,
        TimeProvider time,
        Random random,
        ILogger<Informer<T>> logger
    )
    {
        _resource = resource;
        _logger = logger;
        _sync = new SyncState(resource.Type.Kind, options.RefusalTolerance, time);
        _store = new InformerStore<T>(resource, (exception, key) => Log.IndexFailed(logger, exception, Kind, key));
        var slimming = new Slimming<T>(resource, transform, logger);
        _reflector = new Reflector<T>(client, resource, scope, options, slimming, _store, _sync, time, random, logger);
    }

    /// <summary>How many objects are cached.</summary>
    public int Count => _store.Count;

    /// <summary>Has the cache been filled once?</summary>
    public bool IsSynced => _sync.IsSynced;

    /// <summary>Why the cache has not been filled yet, in words; null once it has.</summary>
    public string? ReasonNotSynced => _sync.Reason;

    private string Kind => _resource.Type.Kind;

    /// <summary>Runs until cancelled, and then ends without an exception. Faults of the server are logged and retried.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _reflector.RunAsync(cancellationToken);

    /// <summary>Waits until the cache has been filled once.</summary>
    /// <exception cref="InformerNotSyncedException">
    /// The server has refused the kind for longer than <see cref="InformerOptions.RefusalTolerance"/>, or the informer was
    /// stopped. An informer that runs goes on trying: one may wait again.
    /// </exception>
    public Task WaitUntilSyncedAsync(CancellationToken cancellationToken) => _sync.WaitAsync(cancellationToken);

    /// <summary>The same, for so long at most.</summary>
    /// <exception cref="InformerNotSyncedException">The same, or the time is over; the message says what stood in the way.</exception>
    public Task WaitUntilSyncedAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        _sync.WaitAsync(timeout, cancellationToken);

    /// <summary>The object as last seen, or null. Shared: never change it.</summary>
    public T? Find(ObjectKey key) => _store.Find(key);

    /// <summary>All cached objects, in no order. Shared: never change one.</summary>
    public IReadOnlyList<T> List() => _store.List();

    /// <summary>The cached objects of a namespace, or all when null. Shared: never change one.</summary>
    public IReadOnlyList<T> List(string? @namespace) =>
        @namespace is null
            ? _store.List()
            : ListBy(ByNamespace, @namespace, item => _resource.Metadata(item).Namespace is { } own ? [own] : []);

    /// <summary>The cached objects that name an owner of this uid, controlling or not.</summary>
    public IReadOnlyList<T> ListOwnedBy(string uid) =>
        ListBy(ByOwner, uid, item => _resource.Metadata(item).OwnerReferences?.Select(owner => owner.Uid ?? "") ?? []);

    /// <summary>Adds an index, at any time: what is there is indexed at once.</summary>
    /// <param name="name">What <see cref="ListBy(string, string)"/> finds it by.</param>
    /// <param name="valuesOf">
    /// The values under which an object is found; always the same for the same object. When it throws, the object is not found
    /// by this index.
    /// </param>
    /// <exception cref="ArgumentException">There is an index of this name; informers are shared.</exception>
    public void AddIndex(string name, Func<T, IEnumerable<string>> valuesOf)
    {
        if (!_store.TryAddIndex(name, valuesOf))
        {
            throw new ArgumentException($"The informer of {Kind} has an index \"{name}\" already.", nameof(name));
        }
    }

    /// <summary>The cached objects that an index holds under a value. Shared: never change one.</summary>
    /// <exception cref="ArgumentException">There is no such index.</exception>
    public IReadOnlyList<T> ListBy(string index, string value) =>
        _store.ListBy(index, value)
        ?? throw new ArgumentException($"The informer of {Kind} has no index \"{index}\".", nameof(index));

    /// <summary>
    /// Calls the handler for everything that is there and for every change, in order, until the result is disposed.
    /// The handler runs outside of the informer and may be behind the cache.
    /// </summary>
    public IDisposable Subscribe(Action<InformerEvent<T>> handler)
    {
        var subscription = new Subscription<T>(Kind, handler, _store.Remove, _logger);
        _store.Add(subscription);
        return subscription;
    }

    /// <summary>
    /// Calls the observer for every change from now on, within the change and before any subscriber hears of it. It must be
    /// quick, must not throw, and must not wait for anybody.
    /// </summary>
    internal IDisposable Observe(Action<InformerEvent<T>> observer)
    {
        _store.Add(observer);
        return new Observation(_store, observer);
    }

    /// <summary>An index of the informer's own, made when it is first wanted.</summary>
    private IReadOnlyList<T> ListBy(string index, string value, Func<T, IEnumerable<string>> valuesOf)
    {
        if (_store.ListBy(index, value) is { } found)
        {
            return found;
        }
        _store.TryAddIndex(index, valuesOf);
        return _store.ListBy(index, value)!;
    }

    private sealed class Observation(InformerStore<T> store, Action<InformerEvent<T>> observer) : IDisposable
    {
        public void Dispose() => store.Remove(observer);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "An index of {Kind} failed on {Key}, which it therefore does not find.")]
        public static partial void IndexFailed(ILogger logger, Exception exception, string kind, ObjectKey key);
    }
}
