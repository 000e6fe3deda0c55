using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Who still has to agree before an object that is being deleted can go.</summary>
internal static class Finalization
{
    public const string Foreground = "foregroundDeletion";

    public const string Orphan = "orphan";

    public static bool HasFinalizers(JsonObject value, ResourceDefinition definition) =>
        value.ArrayAt("metadata", "finalizers") is { Count: > 0 }
        || (
            definition.GroupResource == NamespaceGate.Namespaces
            && value.ArrayAt("spec", "finalizers") is { Count: > 0 }
        );

    /// <summary>Whether an object was waiting for this to be its last state.</summary>
    public static bool IsFinished(JsonObject value, ResourceDefinition definition) =>
        value.Text("metadata", "deletionTimestamp") is not null
        && (value.Number("metadata", "deletionGracePeriodSeconds") ?? 0) == 0
        && !HasFinalizers(value, definition);
}
