using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>Which operations on which kinds a webhook wants to see.</summary>
internal sealed class WebhookRule(JsonObject rule)
{
    private readonly string[] _operations = [.. rule.Texts("operations")];
    private readonly string[] _groups = [.. rule.Texts("apiGroups")];
    private readonly string[] _versions = [.. rule.Texts("apiVersions")];
    private readonly string[] _resources = [.. rule.Texts("resources")];
    private readonly string _scope = rule.Text("scope") ?? "*";

    public bool Matches(AdmissionAttributes attributes, string version) =>
        Has(_operations, attributes.Operation.ToString().ToUpperInvariant())
        && Has(_groups, attributes.Group)
        && Has(_versions, version)
        && MatchesScope(attributes)
        && _resources.Any(resource => MatchesResource(resource, attributes));

    private static bool Has(string[] values, string wanted) =>
        values.Contains("*", StringComparer.Ordinal) || values.Contains(wanted, StringComparer.Ordinal);

    private bool MatchesScope(AdmissionAttributes attributes) =>
        _scope switch
        {
            "Namespaced" => attributes.Namespace is not null,
            "Cluster" => attributes.Namespace is null,
            _ => true,
        };

    private static bool MatchesResource(string resource, AdmissionAttributes attributes)
    {
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        var kind = slash < 0 ? resource : resource[..slash];
        var subresource = slash < 0 ? "" : resource[(slash + 1)..];
        return (kind == "*" || kind == attributes.Resource)
            && (subresource == "*" || subresource == (attributes.Subresource ?? ""));
    }
}
