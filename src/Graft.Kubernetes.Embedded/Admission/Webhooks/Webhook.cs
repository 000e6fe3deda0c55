using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Selectors;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>One webhook of a configuration: which requests it wants to see, and how it is called.</summary>
internal sealed class Webhook : IDisposable
{
    private readonly IReadOnlyList<WebhookRule> _rules;
    private readonly LabelSelector _namespaces;
    private readonly LabelSelector _objects;
    private readonly bool _ignoresFailure;
    private readonly string _sideEffects;

    public Webhook(JsonObject webhook, ServiceEndpoints endpoints, IAuthorizer authorizer)
    {
        Name = webhook.Text("name") ?? "";
        _rules = [.. webhook.Objects("rules").Select(rule => new WebhookRule(rule))];
        _namespaces = LabelSelector.From(webhook.ObjectAt("namespaceSelector"));
        _objects = LabelSelector.From(webhook.ObjectAt("objectSelector"));
        _ignoresFailure = webhook.Text("failurePolicy") == "Ignore";
        _sideEffects = webhook.Text("sideEffects") ?? "Unknown";
        MatchesEquivalent = webhook.Text("matchPolicy") != "Exact";
        var timeout = TimeSpan.FromSeconds(Math.Clamp(webhook.Number("timeoutSeconds") ?? 10, 1, 30));
        IsReinvoked = webhook.Text("reinvocationPolicy") == "IfNeeded";
        Conditions = new MatchConditions(webhook, authorizer);
        ReviewVersion = webhook.Texts("admissionReviewVersions").FirstOrDefault(AdmissionReviews.Speaks) ?? "v1";
        Client = new WebhookClient(webhook.ObjectAt("clientConfig") ?? [], timeout, endpoints);
    }

    public string Name { get; }

    public bool IgnoresFailure => _ignoresFailure;

    /// <summary>A rule for any version of a kind stands for all its versions.</summary>
    public bool MatchesEquivalent { get; }

    /// <summary>Whether the webhook may be called for a request that shall change nothing.</summary>
    public bool SupportsDryRun => _sideEffects is "None" or "NoneOnDryRun";

    /// <summary>Asked again where others change the object after it.</summary>
    public bool IsReinvoked { get; }

    public MatchConditions Conditions { get; }

    /// <summary>In which version of AdmissionReview it is asked: the first it names that is spoken here.</summary>
    public string ReviewVersion { get; }

    public WebhookClient Client { get; }

    /// <summary>Whether a rule names the request, in a version of its kind.</summary>
    public bool HasRule(AdmissionAttributes attributes, string version) =>
        _rules.Any(rule => rule.Matches(attributes, version));

    /// <param name="attributes">The request.</param>
    /// <param name="namespaceLabels">The labels of the request's namespace; null where the selector does not apply.</param>
    public bool Selects(AdmissionAttributes attributes, IReadOnlyDictionary<string, string>? namespaceLabels) =>
        (namespaceLabels is null || _namespaces.Matches(namespaceLabels))
        && (_objects.IsEmpty || SelectsObject(attributes.Object) || SelectsObject(attributes.OldObject));

    public void Dispose() => Client.Dispose();

    public static IReadOnlyDictionary<string, string> LabelsOf(JsonObject? value)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, label) in value?.ObjectAt("metadata", "labels") ?? [])
        {
            labels[key] = label?.ToString() ?? "";
        }
        return labels;
    }

    private bool SelectsObject(JsonObject? value) => value is not null && _objects.Matches(LabelsOf(value));
}
