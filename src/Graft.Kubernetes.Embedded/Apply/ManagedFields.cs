using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>The record of who set which field, for writes that are not server-side apply.</summary>
internal static class ManagedFields
{
    /// <summary>
    /// Sets <c>metadata.managedFields</c> of <paramref name="updated"/> to what the write makes of them;
    /// <paramref name="old"/> is null when the object is created.
    /// </summary>
    public static void Track(
        JsonObject? old,
        JsonObject updated,
        string manager,
        string operation,
        ResourceDefinition definition,
        string? subresource,
        DateTimeOffset time
    ) { }
}
