using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Objects are created only in namespaces that are there to stay.</summary>
internal sealed class NamespaceGate(ObjectStore store)
{
    public static readonly GroupResource Namespaces = new("", "namespaces");

    /// <exception cref="ApiException">404 where the namespace is missing, 403 where it is terminating.</exception>
    public void CheckCreate(ResourceDefinition definition, string? @namespace, string name)
    {
        if (!definition.IsNamespaced)
        {
            return;
        }
        var found =
            store.Find(Namespaces, "", @namespace ?? "") ?? throw ApiException.NotFound(Namespaces, @namespace ?? "");
        if (found.IsDeleting)
        {
            var message = $"namespace {@namespace} is being terminated";
            throw ApiException.Forbidden(
                definition.GroupResource,
                name,
                $"unable to create new content in namespace {@namespace} because it is being terminated",
                new JsonArray(
                    (JsonNode)
                        new JsonObject
                        {
                            ["reason"] = "NamespaceTerminating",
                            ["message"] = message,
                            ["field"] = "metadata.namespace",
                        }
                )
            );
        }
    }
}
