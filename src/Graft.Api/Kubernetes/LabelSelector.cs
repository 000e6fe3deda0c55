namespace Graft.Api.Kubernetes;

/// <summary>Selects objects by their labels; all parts must hold.</summary>
public sealed record LabelSelector : ApiObject
{
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    public IReadOnlyList<LabelSelectorRequirement>? MatchExpressions { get; init; }
}
