using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Controllers;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>
/// Serves the kinds of CustomResourceDefinitions: from the moment one is stored, and until it and all its objects are gone.
/// </summary>
internal sealed class CustomResourceDefinitions : IAsyncDisposable
{
    public static readonly GroupResource Resource = new("apiextensions.k8s.io", "customresourcedefinitions");

    private readonly LogicalCluster _cluster;
    private readonly TimeProvider _time;
    private readonly ClusterWrites _writes;
    private readonly KeyLoop<string> _loop;

    public CustomResourceDefinitions(LogicalCluster cluster, TimeProvider time, ILoggerFactory loggers)
    {
        _cluster = cluster;
        _time = time;
        _writes = new ClusterWrites(cluster, "kube-apiserver");
        _loop = new KeyLoop<string>(
            "custom resource definitions",
            ReconcileAsync,
            time,
            loggers.CreateLogger<CustomResourceDefinitions>()
        );
    }

    /// <summary>Serves what was stored before, and then follows changes.</summary>
    public void Start()
    {
        _cluster.Store.Committed += OnCommitted;
        foreach (var definition in _cluster.Store.Current.List(Resource))
        {
            Serve(definition);
            _loop.Add(definition.Name);
        }
        _loop.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _cluster.Store.Committed -= OnCommitted;
        await _loop.DisposeAsync();
    }

    private static GroupResource Names(JsonObject definition) =>
        new(definition.Text("spec", "group") ?? "", definition.Text("spec", "names", "plural") ?? "");

    private void OnCommitted(StoreEvent change)
    {
        if (change.Object.Resource == Resource)
        {
            if (change.Type == StoreEventType.Deleted)
            {
                _cluster.Registry.Remove(Names(change.Object.Value));
            }
            else
            {
                _loop.Add(change.Object.Name);
            }
        }
        else if (
            change.Type == StoreEventType.Deleted
            && change.Object.Resource.Group.Contains('.', StringComparison.Ordinal)
        )
        {
            _loop.Add(change.Object.Resource.ToString());
        }
    }

    private async Task ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_cluster.Store.Find(Resource, "", name) is not { } stored)
        {
            return;
        }
        if (stored.IsDeleting)
        {
            await CleanUpAsync(stored, cancellationToken);
            return;
        }
        if (_cluster.Registry.FindStored(Names(stored.Value)) is null)
        {
            _cluster.Store.BeginLog(Names(stored.Value));
        }
        Serve(stored);
        await _writes.UpdateAsync(
            stored,
            "status",
            value => CustomResourceStatus.Establish(value, _time.GetUtcNow()),
            cancellationToken
        );
    }

    private void Serve(StoredObject definition)
    {
        if (!definition.IsDeleting)
        {
            _cluster.Registry.Set(Names(definition.Value), CustomResourceReader.Read(definition.Value));
        }
    }

    /// <summary>A definition goes after the last of its objects.</summary>
    private async Task CleanUpAsync(StoredObject definition, CancellationToken cancellationToken)
    {
        var kind = Names(definition.Value);
        if (_cluster.Registry.FindStored(kind) is not null)
        {
            var left = _cluster.Store.Current.List(kind).ToList();
            foreach (var value in left.Where(value => !value.IsDeleting))
            {
                await _writes.DeleteAsync(value, DeleteRequest.Background, cancellationToken);
            }
            if (_cluster.Store.Current.List(kind).Any())
            {
                // Finalizers hold some; the last one's deletion comes back here.
                return;
            }
        }
        await _writes.UpdateAsync(
            definition,
            null,
            value =>
            {
                var rest = value
                    .Texts("metadata", "finalizers")
                    .Where(finalizer => finalizer != CustomResourceRules.Cleanup)
                    .ToList();
                value.Metadata()["finalizers"] = JsonNodes.ToArray(rest);
            },
            cancellationToken
        );
    }
}
