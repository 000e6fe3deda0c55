using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Kubernetes;
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
    private static readonly Resource<T> s_resource = Resource.Of<T>();

    private readonly ObjectsWithoutCluster _waiting = new();

    public bool Created(T item) =>
        IsOurs(item)
        && (ignoreOperationAnnotation || IsAsked(item) || IsDeleted(item) || !HasSucceeded(item) || IsAwaited(item))
        && ShootHasNotFailed(item);

    public bool Updated(T old, T @new) =>
        IsOurs(@new)
        && (
            ignoreOperationAnnotation
                ? old.Metadata.Generation != @new.Metadata.Generation || (IsDeleted(@new) && !IsDeleted(old))
                : IsNewlyAsked(old, @new) || (IsDeleted(@new) && HasSameStatus(old, @new))
        )
        && ShootHasNotFailed(@new);

    public bool Deleted(T item)
    {
        _waiting.Forget(s_resource.KeyOf(item));
        return false;
    }

    /// <summary>The objects that were passed over because their Cluster was not there yet; each is handed out once.</summary>
    public IReadOnlyList<ObjectKey> ReleaseWaiting(string @namespace) => _waiting.Release(@namespace);

    /// <summary>Is the object of a type and class that this extension serves?</summary>
    public bool IsOurs(T item) =>
        types.Contains(item.Spec?.Type ?? "", StringComparer.Ordinal)
        && (item.Spec?.Class is { Length: > 0 } named ? named : ExtensionClass.Shoot) == extensionClass;

    /// <summary>Objects of Shoots need their Cluster; until it is there they wait.</summary>
    private bool ShootHasNotFailed(T item)
    {
        if (item.Metadata.Namespace?.StartsWith("shoot-", StringComparison.Ordinal) != true)
        {
            return true;
        }
        try
        {
            return FindCluster(s_resource.KeyOf(item)) is { IsFailed: false };
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private ClusterContext? FindCluster(ObjectKey key)
    {
        if (clusters.Find(key.Namespace) is { } cluster)
        {
            // An older note would have the object served a second time when the Cluster's own event comes.
            _waiting.Forget(key);
            return cluster;
        }
        _waiting.Add(key);
        // It may have arrived between the look and the note; then nobody would come for the note.
        var late = clusters.Find(key.Namespace);
        if (late is not null)
        {
            _waiting.Forget(key);
        }
        return late;
    }

    /// <summary>
    /// A wish to move stays until its end; what is written meanwhile, finalizer and status, is our own and must not have the
    /// move followed by an everyday reconcile.
    /// </summary>
    private static bool IsNewlyAsked(T old, T @new) =>
        IsAsked(@new)
        && (
            OperationDecision.Requested(old) != OperationDecision.Requested(@new)
            || Timestamp(old) != Timestamp(@new)
            || (HasSameFinalizers(old, @new) && HasSameStatus(old, @new))
        );

    private static string? Timestamp(T item) =>
        item.Metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.Timestamp);

    private static bool HasSameFinalizers(T old, T @new) =>
        (old.Metadata.Finalizers ?? []).SequenceEqual(@new.Metadata.Finalizers ?? [], StringComparer.Ordinal);

    private static bool IsAsked(T item) =>
        OperationDecision.Requested(item)
            is WellKnown.Operations.Reconcile
                or WellKnown.Operations.Restore
                or WellKnown.Operations.Migrate;

    /// <summary>
    /// The core's own rule: a wish that is younger than the status has not been followed. Its annotation is gone where a
    /// process died between taking it off and beginning; nobody else would come back to it.
    /// </summary>
    private static bool IsAwaited(T item) =>
        Rfc3339.TryParse(Timestamp(item), out var asked)
        && item.Status?.LastOperation?.LastUpdateTime is { } updated
        && asked.ToUnixTimeSeconds() > updated.ToUnixTimeSeconds();

    private static bool IsDeleted(T item) => item.Metadata.DeletionTimestamp is not null;

    private static bool HasSucceeded(T item) => item.Status?.LastOperation?.State == LastOperationState.Succeeded;

    private static bool HasSameStatus(T old, T @new) => JsonNode.DeepEquals(StatusOf(old), StatusOf(@new));

    private static JsonNode? StatusOf(T item) => JsonSerializer.SerializeToNode(item, T.JsonTypeInfo)?["status"];
}
