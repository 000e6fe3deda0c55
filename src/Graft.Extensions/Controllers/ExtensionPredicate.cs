using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Kubernetes.Controllers;

namespace Graft.Extensions.Controllers;

/// <summary>Which changes of an extension object call for its controller (wire contract, section 6.3).</summary>
internal sealed class ExtensionPredicate<T>(
    IReadOnlyCollection<string> types,
    string extensionClass,
    bool ignoreOperationAnnotation,
    ClusterReader clusters
) : IPredicate<T>
    where T : class, IExtensionObject<T>
{
    public bool Created(T item) =>
        IsOurs(item)
        && ShootHasNotFailed(item)
        && (ignoreOperationAnnotation || IsAsked(item) || IsDeleted(item) || !HasSucceeded(item));

    public bool Updated(T old, T @new) =>
        IsOurs(@new)
        && ShootHasNotFailed(@new)
        && (
            ignoreOperationAnnotation
                ? old.Metadata.Generation != @new.Metadata.Generation || (IsDeleted(@new) && !IsDeleted(old))
                : IsAsked(@new) || (IsDeleted(@new) && HasSameStatus(old, @new))
        );

    public bool Deleted(T item) => false;

    /// <summary>Is the object of a type and class that this extension serves?</summary>
    public bool IsOurs(T item) =>
        types.Contains(item.Spec?.Type ?? "", StringComparer.Ordinal)
        && (item.Spec?.Class is { Length: > 0 } named ? named : ExtensionClass.Shoot) == extensionClass;

    /// <summary>Objects of Shoots need their Cluster; until it is there they wait (its arrival brings them back).</summary>
    private bool ShootHasNotFailed(T item)
    {
        if (item.Metadata.Namespace?.StartsWith("shoot-", StringComparison.Ordinal) != true)
        {
            return true;
        }
        try
        {
            return clusters.Find(item.Metadata.Namespace) is { IsFailed: false };
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsAsked(T item) =>
        OperationDecision.Requested(item)
            is WellKnown.Operations.Reconcile
                or WellKnown.Operations.Restore
                or WellKnown.Operations.Migrate;

    private static bool IsDeleted(T item) => item.Metadata.DeletionTimestamp is not null;

    private static bool HasSucceeded(T item) => item.Status?.LastOperation?.State == LastOperationState.Succeeded;

    private static bool HasSameStatus(T old, T @new) => JsonNode.DeepEquals(StatusOf(old), StatusOf(@new));

    private static JsonNode? StatusOf(T item) => JsonSerializer.SerializeToNode(item, T.JsonTypeInfo)?["status"];
}
