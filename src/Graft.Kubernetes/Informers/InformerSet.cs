using Graft.Api;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Informers;

/// <summary>
/// The informers of a process for one cluster: whoever asks for the same kind and scope shares one. Informers that are
/// asked for while the set runs are started at once.
/// </summary>
public sealed class InformerSet(
    IKubernetesClient client,
    TimeProvider time,
    Random random,
    ILoggerFactory loggerFactory
)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(ResourceType Type, InformerScope Scope, Type Form), Entry> _entries = [];
    private readonly Dictionary<(ResourceType Type, Type Form), Delegate> _transforms = [];
    private readonly List<Task> _running = [];
    private CancellationToken _cancellationToken;
    private bool _isRunning;

    /// <summary>How the informers read; the same for all kinds.</summary>
    public InformerOptions Options { get; init; } = new();

    /// <summary>
    /// Keeps of a wire type's objects only what the function makes of them, to save memory. It is called once per object read,
    /// after managedFields have been dropped, and must leave name, namespace, uid and resource version as they are.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is an informer of the kind already.</exception>
    public void Transform<T>(Func<T, T> transform)
        where T : class, IResource<T> => Transform(Resource.Of<T>(), transform);

    /// <summary>The same for any kind.</summary>
    /// <exception cref="InvalidOperationException">There is an informer of the kind already.</exception>
    public void Transform<T>(Resource<T> resource, Func<T, T> transform)
        where T : class
    {
        lock (_lock)
        {
            if (_entries.Keys.Any(key => key.Type == resource.Type && key.Form == typeof(T)))
            {
                throw new InvalidOperationException($"There is an informer of {resource.Type.Kind} already.");
            }
            _transforms[(resource.Type, typeof(T))] = transform;
        }
    }

    /// <summary>The informer of a wire type in all namespaces.</summary>
    public Informer<T> Get<T>()
        where T : class, IResource<T> => Get(Resource.Of<T>(), InformerScope.All);

    /// <summary>The informer of a wire type.</summary>
    public Informer<T> Get<T>(InformerScope scope)
        where T : class, IResource<T> => Get(Resource.Of<T>(), scope);

    /// <summary>The informer of any kind.</summary>
    public Informer<T> Get<T>(Resource<T> resource, InformerScope scope)
        where T : class
    {
        lock (_lock)
        {
            var key = (resource.Type, scope, typeof(T));
            if (_entries.TryGetValue(key, out var existing))
            {
                return (Informer<T>)existing.Informer;
            }
            var logger = loggerFactory.CreateLogger<Informer<T>>();
            var transform = (Func<T, T>?)_transforms.GetValueOrDefault((resource.Type, typeof(T)));
            var informer = new Informer<T>(client, resource, scope, Options, transform, time, random, logger);
            var entry = new Entry(
                informer,
                informer.RunAsync,
                informer.WaitUntilSyncedAsync,
                informer.WaitUntilSyncedAsync
            );
            _entries.Add(key, entry);
            if (_isRunning)
            {
                Start(entry);
            }
            return informer;
        }
    }

    /// <summary>Runs all informers, also those asked for later, until cancelled; then ends without an exception.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isRunning)
            {
                throw new InvalidOperationException("The informers run already.");
            }
            _isRunning = true;
            _cancellationToken = cancellationToken;
            foreach (var entry in _entries.Values)
            {
                Start(entry);
            }
        }
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(() => stopped.TrySetResult());
        await stopped.Task;
        Task[] running;
        lock (_lock)
        {
            _isRunning = false;
            running = [.. _running];
            _running.Clear();
        }
        await Task.WhenAll(running);
    }

    /// <summary>Waits for all informers that have been asked for so far.</summary>
    /// <exception cref="InformerNotSyncedException">The server refuses a kind for good, or the set was stopped.</exception>
    public Task WaitUntilSyncedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.WhenAll(_entries.Values.Select(entry => entry.Synced(cancellationToken)));
        }
    }

    /// <summary>The same, for so long at most.</summary>
    /// <exception cref="InformerNotSyncedException">The same, or the time is over; the message says what stood in the way.</exception>
    public Task WaitUntilSyncedAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.WhenAll(_entries.Values.Select(entry => entry.SyncedInTime(timeout, cancellationToken)));
        }
    }

    private void Start(Entry entry) =>
        _running.Add(Task.Run(() => entry.Run(_cancellationToken), CancellationToken.None));

    private sealed record Entry(
        object Informer,
        Func<CancellationToken, Task> Run,
        Func<CancellationToken, Task> Synced,
        Func<TimeSpan, CancellationToken, Task> SyncedInTime
    );
}
