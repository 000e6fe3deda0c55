using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Embedded.Controllers.DaemonSets;
using Graft.Kubernetes.Embedded.Controllers.Scheduling;
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
    private static readonly GroupResource DaemonSets = new("apps", "daemonsets");
    private static readonly GroupResource Pods = new("", "pods");

    private readonly LogicalCluster _cluster;
    private readonly bool _schedules;

    /// <summary>The kinds whose objects these controllers are for.</summary>
    private readonly GroupResource[] _kinds;
    private readonly Func<KubernetesClient> _connect;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _needed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    /// <param name="cluster">The cluster.</param>
    /// <param name="schedules">Whether pods are put on nodes.</param>
    /// <param name="connect">Makes a client of the cluster.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For what fails.</param>
    public ApiControllers(
        LogicalCluster cluster,
        bool schedules,
        Func<KubernetesClient> connect,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        _cluster = cluster;
        _schedules = schedules;
        _kinds = schedules ? [DaemonSets, Pods] : [DaemonSets];
        _connect = connect;
        _time = time;
        _loggers = loggers;
        cluster.Store.Committed += OnCommitted;
        if (_kinds.Any(kind => cluster.Store.Current.List(kind).Any()))
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
        if (_kinds.Contains(change.Object.Resource))
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
        var daemonSetEvents = new ClusterEvents(_cluster, "daemonset-controller", _time);
        List<Controller> controllers =
        [
            DaemonSetController.Create(client, informers, daemonSetEvents, _time, random, _loggers),
        ];
        if (_schedules)
        {
            var events = new ClusterEvents(_cluster, PodScheduler.Name, _time);
            controllers.Add(PodScheduler.Create(client, informers, events, _time, random, _loggers));
        }
        await Task.WhenAll(
            controllers
                .Select(controller => Task.Run(() => controller.RunAsync(cancellationToken), CancellationToken.None))
                .Append(Task.Run(() => informers.RunAsync(cancellationToken), CancellationToken.None))
        );
    }
}
