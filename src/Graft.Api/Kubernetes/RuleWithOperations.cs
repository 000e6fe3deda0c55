namespace Graft.Api.Kubernetes;

/// <summary>The requests that a webhook is asked about.</summary>
public sealed record RuleWithOperations : ApiObject
{
    public IReadOnlyList<string>? Operations { get; init; }

    public IReadOnlyList<string>? ApiGroups { get; init; }

    public IReadOnlyList<string>? ApiVersions { get; init; }

    public IReadOnlyList<string>? Resources { get; init; }

    public string? Scope { get; init; }
}
