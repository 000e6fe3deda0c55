namespace Graft.Api.Kubernetes;

/// <summary>One webhook of a webhook configuration.</summary>
public sealed record AdmissionWebhook : ApiObject
{
    public string? Name { get; init; }

    public WebhookClientConfig? ClientConfig { get; init; }

    public IReadOnlyList<RuleWithOperations>? Rules { get; init; }

    /// <summary><c>Fail</c> or <c>Ignore</c>.</summary>
    public string? FailurePolicy { get; init; }

    /// <summary><c>Exact</c> or <c>Equivalent</c>.</summary>
    public string? MatchPolicy { get; init; }

    public LabelSelector? NamespaceSelector { get; init; }

    public LabelSelector? ObjectSelector { get; init; }

    public string? SideEffects { get; init; }

    public int? TimeoutSeconds { get; init; }

    public IReadOnlyList<string>? AdmissionReviewVersions { get; init; }

    /// <summary><c>Never</c> or <c>IfNeeded</c>; mutating webhooks only.</summary>
    public string? ReinvocationPolicy { get; init; }
}
