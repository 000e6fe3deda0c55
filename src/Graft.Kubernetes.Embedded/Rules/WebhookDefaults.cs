using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>The defaults of webhook configurations.</summary>
internal static class WebhookDefaults
{
    public static void Apply(JsonObject value, ResourceDefinition definition)
    {
        foreach (var webhook in value.Objects("webhooks"))
        {
            webhook["failurePolicy"] ??= "Fail";
            webhook["matchPolicy"] ??= "Equivalent";
            webhook["namespaceSelector"] ??= new JsonObject();
            webhook["objectSelector"] ??= new JsonObject();
            webhook["timeoutSeconds"] ??= 10;
            if (definition.Plural == "mutatingwebhookconfigurations")
            {
                webhook["reinvocationPolicy"] ??= "Never";
            }
            foreach (var rule in webhook.Objects("rules"))
            {
                rule["scope"] ??= "*";
            }
            if (webhook.ObjectAt("clientConfig", "service") is { } service)
            {
                service["port"] ??= 443;
            }
        }
    }
}
