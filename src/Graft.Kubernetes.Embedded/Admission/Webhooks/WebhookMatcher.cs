using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>Finds out whether a webhook wants to see a request: by its rules, its selectors, and its conditions.</summary>
internal sealed class WebhookMatcher(ObjectStore store, ResourceRegistry registry)
{
    /// <summary>The version in which the webhook wants to see the objects; null where it is not concerned.</summary>
    /// <exception cref="ApiException">403: its conditions cannot be judged, and that shall not let the request pass.</exception>
    public string? Match(Webhook webhook, AdmissionAttributes attributes)
    {
        // Else a broken webhook could forbid its own removal.
        if (
            attributes is
            {
                Group: "admissionregistration.k8s.io",
                Resource: "validatingwebhookconfigurations" or "mutatingwebhookconfigurations"
            }
        )
        {
            return null;
        }
        if (
            RuleVersion(webhook, attributes) is not { } version
            || !webhook.Selects(attributes, NamespaceLabels(attributes))
        )
        {
            return null;
        }
        var (isMatch, error) = webhook.Conditions.Evaluate(attributes, version);
        if (error is not null && !webhook.IgnoresFailure)
        {
            throw ApiException.Forbidden(
                new GroupResource(attributes.Group, attributes.Resource),
                attributes.Name,
                error
            );
        }
        return isMatch ? version : null;
    }

    private string? RuleVersion(Webhook webhook, AdmissionAttributes attributes)
    {
        if (webhook.HasRule(attributes, attributes.Version))
        {
            return attributes.Version;
        }
        return webhook.MatchesEquivalent
            ? registry
                .All.Where(each => each.Group == attributes.Group && each.Plural == attributes.Resource)
                .Select(each => each.Version)
                .FirstOrDefault(version => webhook.HasRule(attributes, version))
            : null;
    }

    private IReadOnlyDictionary<string, string>? NamespaceLabels(AdmissionAttributes attributes)
    {
        if (attributes is { Group: "", Resource: "namespaces", Subresource: null or "status" })
        {
            return attributes.Operation == AdmissionOperation.Create
                ? Webhook.LabelsOf(attributes.Object)
                : LabelsOf(attributes.Name);
        }
        return attributes.Namespace is { } place ? LabelsOf(place) : null;
    }

    private IReadOnlyDictionary<string, string> LabelsOf(string name) =>
        store.Find(NamespaceGate.Namespaces, "", name)?.Labels
        ?? new Dictionary<string, string>(StringComparer.Ordinal);
}
