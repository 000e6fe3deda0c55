using System.Text.Json;
using Graft.Api;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers.Nodes;

/// <summary>
/// Watches over nodes as Kubernetes' node lifecycle controller does: a node that is silent for too long becomes unknown, its
/// taints follow its conditions, and pods that do not tolerate them go.
/// </summary>
internal sealed class NodeLifecycle : IAsyncDisposable
{
    public const string Name = "node-controller";
    private const string LeaseNamespace = "kube-node-lease";

    /// <summary>A node that has never reported gets more time, to start.</summary>
    private static readonly TimeSpan StartupGrace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly GroupResource Nodes = new("", "nodes");
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly GroupResource Leases = new("coordination.k8s.io", "leases");

    private readonly LogicalCluster _cluster;
    private readonly TimeSpan _grace;
    private readonly TimeProvider _time;
    private readonly ClusterWrites _writes;
    private readonly ClusterEvents _events;
    private readonly NodeHealth _health;
    private readonly KeyLoop<string> _loop;
    private ITimer? _timer;
    private DateTimeOffset _lastTick;

    /// <param name="cluster">The cluster.</param>
    /// <param name="grace">How long a node may be silent.</param>
    /// <param name="time">The clock of all of it.</param>
    /// <param name="loggers">For what fails.</param>
    public NodeLifecycle(LogicalCluster cluster, TimeSpan grace, TimeProvider time, ILoggerFactory loggers)
    {
        (_cluster, _grace, _time) = (cluster, grace, time);
        _writes = new ClusterWrites(cluster, Name);
        _events = new ClusterEvents(cluster, Name, time);
        _health = new NodeHealth(time);
        _loop = new KeyLoop<string>("node lifecycle", ReconcileAsync, time, loggers.CreateLogger<NodeLifecycle>());
    }

    public void Start()
    {
        _lastTick = _time.GetUtcNow();
        _cluster.Store.Committed += OnCommitted;
        _loop.Start();
        _timer = _time.CreateTimer(_ => Tick(), null, Period, Period);
        AddAll();
    }

    public async ValueTask DisposeAsync()
    {
        _cluster.Store.Committed -= OnCommitted;
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }
        await _loop.DisposeAsync();
    }

    private void OnCommitted(StoreEvent change)
    {
        var value = change.Object;
        if (value.Resource == Nodes || (value.Resource == Leases && value.Namespace == LeaseNamespace))
        {
            _loop.Add(value.Name);
        }
        else if (value.Resource == Pods && change.Type != StoreEventType.Deleted)
        {
            if (value.Value.Text("spec", "nodeName") is { Length: > 0 } node)
            {
                _loop.Add(node);
            }
        }
    }

    private void Tick()
    {
        var now = _time.GetUtcNow();
        if (now - _lastTick > _grace)
        {
            // The machine slept: that nothing was heard says nothing about the nodes.
            _health.StartAnew();
        }
        _lastTick = now;
        AddAll();
    }

    private void AddAll()
    {
        foreach (var node in _cluster.Store.Current.List(Nodes))
        {
            _loop.Add(node.Name);
        }
    }

    private async Task ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_cluster.Store.Find(Nodes, "", name) is not { } node)
        {
            _health.Forget(name);
            return;
        }
        var silence = _health.SilenceOf(node, _cluster.Store.Find(Leases, LeaseNamespace, name));
        var limit = NodeConditions.Find(node.Value, "Ready") is null ? StartupGrace : _grace;
        if (silence > limit && !NodeConditions.AreUnknown(node.Value))
        {
            await LoseAsync(node, cancellationToken);
        }
        var now = _time.GetUtcNow();
        if (NodeTaints.Apply(node.Copy(), now))
        {
            await _writes.UpdateAsync(node, null, value => NodeTaints.Apply(value, now), cancellationToken);
        }
        if (_cluster.Store.Find(Nodes, "", name) is { } tainted)
        {
            await EvictAsync(tainted, cancellationToken);
        }
    }

    private async Task LoseAsync(StoredObject node, CancellationToken cancellationToken)
    {
        var wasReady = NodeConditions.Find(node.Value, "Ready")?.Text("status") == "True";
        var now = _time.GetUtcNow();
        await _writes.UpdateAsync(node, "status", value => NodeConditions.SetUnknown(value, now), cancellationToken);
        if (!wasReady)
        {
            return;
        }
        await _events.TellAsync(
            EventSubject.Node(node.Name),
            "Normal",
            "NodeNotReady",
            $"Node {node.Name} status is now: NodeNotReady",
            cancellationToken
        );
        foreach (var pod in PodsOf(node.Name))
        {
            await _writes.UpdateAsync(pod, "status", value => PodReadiness.Withdraw(value, now), cancellationToken);
        }
    }

    private async Task EvictAsync(StoredObject node, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (!node.Value.Objects("spec", "taints").Any(taint => taint.Text("effect") == "NoExecute"))
        {
            return;
        }
        var tainted = JsonSerializer.Deserialize(node.Json.Span, ApiJson.Context.Node)!;
        foreach (var pod in PodsOf(node.Name).Where(pod => !pod.IsDeleting))
        {
            var tolerant = JsonSerializer.Deserialize(pod.Json.Span, ApiJson.Context.Pod)!;
            if (TaintEviction.DueAt(tolerant, tainted, now) is not { } due || due > now)
            {
                continue;
            }
            await _events.TellAsync(
                new EventSubject("v1", "Pod", pod.Namespace, pod.Name, pod.Uid),
                "Normal",
                "TaintManagerEviction",
                $"Marking for deletion Pod {pod.Namespace}/{pod.Name}",
                cancellationToken
            );
            await _writes.DeleteAsync(pod, DeleteRequest.Background, cancellationToken);
        }
    }

    private List<StoredObject> PodsOf(string node) =>
        [.. _cluster.Store.Current.List(Pods).Where(pod => pod.Value.Text("spec", "nodeName") == node)];
}
