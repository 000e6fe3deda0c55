using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Extensions.Controllers;

/// <summary>
/// Changes finalizers and the operation annotation. Finalizers are a list, which a merge patch replaces as a whole, so their
/// changes carry the version that was read; when somebody wrote in between, the change is worked out afresh.
/// </summary>
internal sealed class MetadataWriter<T>(IKubernetesClient client)
    where T : class, IExtensionObject<T>
{
    private const int Attempts = 5;

    private static readonly Resource<T> s_resource = Resource.Of<T>();

    /// <summary>
    /// Applies a change in one patch; no request where nothing changes. The object as stored, or null when it is gone.
    /// </summary>
    public async Task<T?> ChangeAsync(T item, MetadataChange change, CancellationToken cancellationToken)
    {
        var current = item;
        for (var attempt = 1; ; attempt++)
        {
            var patch = PatchOf(current, change);
            if (patch is null)
            {
                return current;
            }
            try
            {
                return await client.PatchAsync(
                    s_resource,
                    s_resource.KeyOf(item),
                    Patch.Merge(patch),
                    WriteOptions.Default,
                    cancellationToken
                );
            }
            catch (KubernetesException exception) when (exception.IsNotFound)
            {
                return null;
            }
            catch (KubernetesException exception) when (exception.IsConflict && attempt < Attempts)
            {
                var fresh = await client.FindAsync(s_resource, s_resource.KeyOf(item), cancellationToken);
                if (fresh is null || fresh.Metadata.Uid != item.Metadata.Uid)
                {
                    return null;
                }
                current = fresh;
            }
        }
    }

    private static JsonObject? PatchOf(T item, MetadataChange change)
    {
        var metadata = new JsonObject();
        if (change.RemovedOperation is { } operation && OperationDecision.Requested(item) == operation)
        {
            metadata["annotations"] = new JsonObject { [WellKnown.Annotations.Operation] = null };
        }
        var finalizers = item.Metadata.Finalizers ?? [];
        var wanted = change.Finalizers(finalizers);
        if (!finalizers.SequenceEqual(wanted, StringComparer.Ordinal))
        {
            metadata["finalizers"] = new JsonArray([.. wanted.Select(name => JsonValue.Create(name))]);
            metadata["resourceVersion"] = item.Metadata.ResourceVersion;
        }
        return metadata.Count == 0 ? null : new JsonObject { ["metadata"] = metadata };
    }
}
