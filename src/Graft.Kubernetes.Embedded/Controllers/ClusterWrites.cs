using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>How the cluster's own controllers write: through the same rules as clients, and content where a thing is gone.</summary>
internal sealed class ClusterWrites(LogicalCluster cluster, string controller)
{
    private readonly WriteContext _context = WriteContext.Controller(controller);

    public StoredObject? Find(ObjectId id) => cluster.Store.Find(id.Resource, id.Namespace, id.Name);

    public ResourceDefinition? Definition(GroupResource resource) => cluster.Registry.FindStored(resource);

    /// <summary>Changes an object while it has the uid that the caller saw.</summary>
    public async Task UpdateAsync(
        StoredObject seen,
        string? subresource,
        Action<JsonObject> change,
        CancellationToken cancellationToken
    )
    {
        if (Definition(seen.Resource) is not { } definition)
        {
            return;
        }
        try
        {
            await cluster.Writer.UpdateAsync(
                definition,
                Place(seen),
                seen.Name,
                subresource,
                current =>
                {
                    var value = current.Uid == seen.Uid ? current.Copy() : throw Gone(seen);
                    value["apiVersion"] = definition.ApiVersion;
                    change(value);
                    return value;
                },
                _context,
                cancellationToken
            );
        }
        catch (ApiException exception) when (exception.Code == 404)
        {
            // Gone in the meantime: nothing left to change.
        }
    }

    /// <summary>Deletes an object, unless it is gone or another of its name by now.</summary>
    public async Task DeleteAsync(StoredObject seen, DeleteRequest request, CancellationToken cancellationToken)
    {
        if (Definition(seen.Resource) is not { } definition)
        {
            return;
        }
        try
        {
            await cluster.Deleter.DeleteAsync(
                definition,
                Place(seen),
                seen.Name,
                request with
                {
                    Uid = seen.Uid,
                },
                _context,
                cancellationToken
            );
        }
        catch (ApiException exception)
            when (exception.Code == 404 || exception.Message.Contains("UID in precondition", StringComparison.Ordinal))
        {
            // Gone in the meantime.
        }
    }

    public async Task CreateAsync(
        GroupResource resource,
        string? @namespace,
        JsonObject body,
        CancellationToken cancellationToken
    )
    {
        if (Definition(resource) is not { } definition)
        {
            return;
        }
        try
        {
            await cluster.Writer.CreateAsync(definition, @namespace, body, _context, cancellationToken);
        }
        catch (ApiException exception) when (exception.Reason is "AlreadyExists" or "NotFound" or "Forbidden")
        {
            // It is there already, or its namespace is going.
        }
    }

    private static string? Place(StoredObject value) => value.Namespace.Length == 0 ? null : value.Namespace;

    private static ApiException Gone(StoredObject seen) => ApiException.NotFound(seen.Resource, seen.Name);
}
