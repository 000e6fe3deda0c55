using Graft.Kubernetes.Embedded.Controllers.DaemonSets;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>
/// The controllers that work through the API as any client does. They begin with the first object that they are for: a
/// cluster without any, as most tests have it, pays nothing for them.
/// </summary>
internal sealed class ApiControllers : IAsyncDisposable
{
    /// <summary>The kinds whose objects these controllers are for.</summary>
    private static readonly GroupResource[] Kinds = [new("apps", "daemonsets")];

    private readonly LogicalCluster _cluster;
    private readonly Func<KubernetesClient> _connect;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _needed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    public ApiControllers(
        LogicalCluster cluster,
        Func<KubernetesClient> connect,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        _cluster = cluster;
        _connect = connect;
        _time = time;
        _loggers = loggers;
        cluster.Store.Committed += OnCommitted;
        if (Kinds.Any(kind => cluster.Store.Current.List(kind).Any()))
        {
            _needed.TrySetResult();
        }
        _running = RunAsync(_stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _cluster.Store.Committed -= OnCommitted;
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private void OnCommitted(StoreEvent change)
    {
        if (Kinds.Contains(change.Object.Resource))
        {
            _needed.TrySetResult();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _needed.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The cluster ends without having had any.
            return;
        }
        using var client = _connect();
        var random = ConcurrentRandom.Instance;
        var informers = new InformerSet(client, _time, random, _loggers);
        var daemonSets = DaemonSetController.Create(
            client,
            informers,
            new ClusterEvents(_cluster, "daemonset-controller", _time),
            _time,
            random,
            _loggers
        );
        await Task.WhenAll(
            Task.Run(() => informers.RunAsync(cancellationToken), CancellationToken.None),
            Task.Run(() => daemonSets.RunAsync(cancellationToken), CancellationToken.None)
        );
    }
}
