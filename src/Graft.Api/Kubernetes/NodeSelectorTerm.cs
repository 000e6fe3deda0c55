namespace Graft.Api.Kubernetes;

/// <summary>Requirements of a node that must all hold; a term without any selects nothing.</summary>
public sealed record NodeSelectorTerm : ApiObject
{
    /// <summary>About labels.</summary>
    public IReadOnlyList<NodeSelectorRequirement>? MatchExpressions { get; init; }

    /// <summary>About fields; Kubernetes knows <c>metadata.name</c>.</summary>
    public IReadOnlyList<NodeSelectorRequirement>? MatchFields { get; init; }
}
