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
    private readonly List<Task> _running = [];
    private CancellationToken _cancellationToken;
    private bool _isRunning;

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
            var informer = new Informer<T>(client, resource, scope, time, random, logger);
            var entry = new Entry(informer, informer.RunAsync, informer.WaitUntilSyncedAsync);
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
    public Task WaitUntilSyncedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.WhenAll(_entries.Values.Select(entry => entry.Synced(cancellationToken)));
        }
    }

    private void Start(Entry entry) =>
        _running.Add(Task.Run(() => entry.Run(_cancellationToken), CancellationToken.None));

    private sealed record Entry(
        object Informer,
        Func<CancellationToken, Task> Run,
        Func<CancellationToken, Task> Synced
    );
}
