using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Admission;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Deletes objects, or marks them to be deleted while finalizers hold them.</summary>
internal sealed class ResourceDeleter(
    ObjectStore store,
    AdmissionChain admission,
    TimeProvider time,
    bool deletesPodsGracefully
)
{
    private static readonly GroupResource Pods = new("", "pods");

    private static readonly GroupResource Nodes = new("", "nodes");

    private static readonly string[] Permanent = ["default", "kube-system", "kube-public"];

    private const int Attempts = 8;

    /// <summary>
    /// The object's last state, and whether it is gone: an object with finalizers stays, marked by a deletion timestamp.
    /// </summary>
    public async Task<(StoredObject Object, bool IsGone)> DeleteAsync(
        ResourceDefinition definition,
        string? @namespace,
        string name,
        DeleteRequest request,
        WriteContext context,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var current =
                store.Find(definition.GroupResource, @namespace ?? "", name)
                ?? throw ApiException.NotFound(definition.GroupResource, name);
            CheckPreconditions(current, definition, request);
            if (
                definition.GroupResource == NamespaceGate.Namespaces
                && Permanent.Contains(name, StringComparer.Ordinal)
            )
            {
                throw ApiException.Forbidden(definition.GroupResource, name, "this namespace may not be deleted");
            }
            await AdmitAsync(definition, current, context, cancellationToken);
            var value = Mark(current, definition, request);
            if (context.IsDryRun)
            {
                var dry = new StoredObject(definition.GroupResource, value.ToUtf8());
                return (dry, Finalization.IsFinished(value, definition));
            }
            if (Finalization.IsFinished(value, definition))
            {
                if (store.Delete(current, current.IsDeleting ? value : Unmarked(value)) is { } removed)
                {
                    await store.WhenDurableAsync(removed.ResourceVersion, cancellationToken);
                    return (removed, true);
                }
            }
            else if (ObjectPreparation.IsNoChange(value, current.Value))
            {
                return (current, false);
            }
            else if (store.Put(definition.GroupResource, current, value) is { } marked)
            {
                await store.WhenDurableAsync(marked.ResourceVersion, cancellationToken);
                return (marked, false);
            }
        }
        throw ApiException.Modified(definition.GroupResource, name);
    }

    private static void CheckPreconditions(StoredObject current, ResourceDefinition definition, DeleteRequest request)
    {
        var what = new GroupResource(definition.Group, definition.Kind);
        if (request.Uid is { } uid && uid != current.Uid)
        {
            throw ApiException.Conflict(
                what,
                current.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). The object might have been deleted and then recreated"
            );
        }
        var version = current.Value.Text("metadata", "resourceVersion");
        if (request.ResourceVersion is { } wanted && wanted != version)
        {
            throw ApiException.Conflict(
                what,
                current.Name,
                $"the ResourceVersion in the precondition ({wanted}) does not match the ResourceVersion in record ({version}). The object might have been modified"
            );
        }
    }

    private async Task AdmitAsync(
        ResourceDefinition definition,
        StoredObject current,
        WriteContext context,
        CancellationToken cancellationToken
    )
    {
        var attributes = new AdmissionAttributes
        {
            Operation = AdmissionOperation.Delete,
            Group = definition.Group,
            Version = definition.StorageVersion,
            Kind = definition.Kind,
            Resource = definition.Plural,
            Namespace = current.Namespace.Length == 0 ? null : current.Namespace,
            Name = current.Name,
            OldObject = current.Value,
            UserName = context.User.Name,
            UserGroups = context.User.Groups,
            UserUid = context.User.Uid,
            UserExtra = context.User.Extra,
            IsDryRun = context.IsDryRun,
            Warn = context.Warn,
        };
        await admission.MutateAsync(attributes, cancellationToken);
        await admission.ValidateAsync(attributes, cancellationToken);
    }

    private JsonObject Mark(StoredObject current, ResourceDefinition definition, DeleteRequest request)
    {
        var value = current.Copy();
        var metadata = value.Metadata();
        SetPropagation(metadata, definition, request);
        var grace = GracePeriod(value, definition, request);
        if (!current.IsDeleting)
        {
            metadata["deletionTimestamp"] = ObjectPreparation.Time(time.GetUtcNow() + TimeSpan.FromSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
            if (ObjectPreparation.HasGeneration(definition))
            {
                metadata["generation"] = (metadata.Number("generation") ?? 0) + 1;
            }
        }
        else if (grace < (metadata.Number("deletionGracePeriodSeconds") ?? 0))
        {
            metadata["deletionTimestamp"] = ObjectPreparation.Time(time.GetUtcNow() + TimeSpan.FromSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
        }
        if (definition.GroupResource == NamespaceGate.Namespaces)
        {
            value.Child("status")["phase"] = "Terminating";
        }
        return value;
    }

    /// <summary>A pod that runs on a node is stopped by its kubelet, which then deletes it for good.</summary>
    private long GracePeriod(JsonObject value, ResourceDefinition definition, DeleteRequest request)
    {
        if (
            !deletesPodsGracefully
            || definition.GroupResource != Pods
            || value.Text("spec", "nodeName") is not { Length: > 0 } node
            || store.Find(Nodes, "", node) is null
            || value.Text("status", "phase") is "Succeeded" or "Failed"
        )
        {
            return 0;
        }
        return Math.Max(0, request.GracePeriodSeconds ?? value.Number("spec", "terminationGracePeriodSeconds") ?? 30);
    }

    private static void SetPropagation(JsonObject metadata, ResourceDefinition definition, DeleteRequest request)
    {
        var wanted = request.PropagationPolicy switch
        {
            "Foreground" => Finalization.Foreground,
            "Orphan" => Finalization.Orphan,
            _ => null,
        };
        if (request.PropagationPolicy is null || (wanted is null && metadata["finalizers"] is null))
        {
            return;
        }
        var finalizers = metadata
            .Texts("finalizers")
            .Where(finalizer => finalizer is not (Finalization.Foreground or Finalization.Orphan))
            .ToList();
        // Without anybody who could depend on it, a namespace has nothing to wait for.
        if (wanted is not null && definition.GroupResource != NamespaceGate.Namespaces)
        {
            finalizers.Add(wanted);
        }
        if (finalizers.Count == 0)
        {
            metadata.Remove("finalizers");
        }
        else
        {
            metadata["finalizers"] = JsonNodes.ToArray(finalizers);
        }
    }

    private static JsonObject Unmarked(JsonObject value)
    {
        value.Metadata().Remove("deletionTimestamp");
        value.Metadata().Remove("deletionGracePeriodSeconds");
        return value;
    }
}
