using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>Empties a namespace that is being deleted; when nothing is left in it, it goes.</summary>
internal sealed class NamespaceLifecycle : IAsyncDisposable
{
    private readonly LogicalCluster _cluster;
    private readonly ClusterWrites _writes;
    private readonly KeyLoop<string> _loop;
    private readonly TimeProvider _time;

    public NamespaceLifecycle(LogicalCluster cluster, TimeProvider time, ILoggerFactory loggers)
    {
        _cluster = cluster;
        _time = time;
        _writes = new ClusterWrites(cluster, "namespace-controller");
        _loop = new KeyLoop<string>(
            "namespace controller",
            ReconcileAsync,
            time,
            loggers.CreateLogger<NamespaceLifecycle>()
        );
    }

    public void Start()
    {
        _cluster.Store.Committed += OnCommitted;
        foreach (var value in _cluster.Store.Current.List(NamespaceGate.Namespaces))
        {
            _loop.Add(value.Name);
        }
        _loop.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _cluster.Store.Committed -= OnCommitted;
        await _loop.DisposeAsync();
    }

    private void OnCommitted(StoreEvent change)
    {
        if (change.Object.Resource == NamespaceGate.Namespaces)
        {
            if (change.Type != StoreEventType.Deleted)
            {
                _loop.Add(change.Object.Name);
            }
        }
        else if (change.Type == StoreEventType.Deleted && change.Object.Namespace.Length > 0)
        {
            _loop.Add(change.Object.Namespace);
        }
        else if (change.Type == StoreEventType.Added && IsTerminating(change.Object.Namespace))
        {
            // A create that had passed the gate just before.
            _loop.Add(change.Object.Namespace);
        }
    }

    private bool IsTerminating(string name) =>
        name.Length > 0 && _cluster.Store.Find(NamespaceGate.Namespaces, "", name) is { IsDeleting: true };

    private async Task ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_cluster.Store.Find(NamespaceGate.Namespaces, "", name) is not { IsDeleting: true } value)
        {
            return;
        }
        foreach (var content in Content(name).Where(content => !content.IsDeleting).ToList())
        {
            await _writes.DeleteAsync(content, DeleteRequest.Background, cancellationToken);
        }
        var left = Content(name).ToList();
        if (left.Count > 0)
        {
            await _writes.UpdateAsync(
                value,
                "status",
                each => NamespaceConditions.Set(each, left, _time.GetUtcNow()),
                cancellationToken
            );
            return;
        }
        await _writes.UpdateAsync(
            value,
            "finalize",
            each => each.Child("spec")["finalizers"] = new JsonArray(),
            cancellationToken
        );
    }

    private IEnumerable<StoredObject> Content(string name)
    {
        var state = _cluster.Store.Current;
        return _cluster
            .Registry.All.Where(definition => definition.IsNamespaced)
            .Select(definition => definition.GroupResource)
            .Distinct()
            .SelectMany(resource => state.List(resource, name));
    }
}
