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
            Serve(definition, definition.ResourceVersion);
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
                Release(change.Object.Value);
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
        var claims = NameClaims.Of(stored.Value, _cluster.Store.Current, _cluster.Registry);
        if (claims.Conflict is null)
        {
            if (_cluster.Registry.FindStored(Names(stored.Value)) is null)
            {
                _cluster.Store.BeginLog(Names(stored.Value));
            }
            Serve(stored, null);
        }
        await _writes.UpdateAsync(
            stored,
            "status",
            value => CustomResourceStatus.Accept(value, claims, _time.GetUtcNow()),
            cancellationToken
        );
        if (claims.Conflict is not null && CustomResourceStatus.IsEstablished(stored.Value))
        {
            Serve(_cluster.Store.Find(Resource, "", name) ?? stored, null);
        }
    }

    /// <summary>The names of a definition that is gone are free for those that could not have them.</summary>
    private void Release(JsonObject definition)
    {
        var kind = Names(definition);
        if (_cluster.Registry.FindStored(kind) is { IsCustom: true })
        {
            _cluster.Registry.Remove(kind);
        }
        foreach (var other in _cluster.Store.Current.List(Resource))
        {
            if (other.Value.Text("spec", "group") == kind.Group)
            {
                _loop.Add(other.Name);
            }
        }
    }

    /// <summary>Serves a kind from now on, its older objects in the form of a schema that changed.</summary>
    private void Serve(StoredObject definition, long? shapedSince)
    {
        var kind = Names(definition.Value);
        var served = _cluster.Registry.FindStored(kind);
        if (definition.IsDeleting || served is { IsCustom: false })
        {
            return;
        }
        var versions = CustomResourceReader.Read(definition.Value);
        var before = served?.ShapedSince ?? 0;
        var hasChanged =
            served is not null
            && !JsonNode.DeepEquals(
                served.Schema?.Source,
                versions.FirstOrDefault(version => version.Version == version.StorageVersion)?.Schema?.Source
            );
        var since = shapedSince ?? (hasChanged ? _cluster.Store.Current.ResourceVersion : before);
        _cluster.Registry.Set(kind, [.. versions.Select(version => version with { ShapedSince = since })]);
    }

    /// <summary>A definition goes after the last of its objects.</summary>
    private async Task CleanUpAsync(StoredObject definition, CancellationToken cancellationToken)
    {
        var kind = Names(definition.Value);
        if (_cluster.Registry.FindStored(kind) is not null)
        {
            var left = _cluster.Store.Current.List(kind).ToList();
            if (left.Count > 0)
            {
                await _writes.UpdateAsync(
                    definition,
                    "status",
                    value => CustomResourceStatus.Terminate(value, _time.GetUtcNow()),
                    cancellationToken
                );
            }
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
