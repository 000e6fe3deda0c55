namespace Graft.Api.Kubernetes;

/// <summary>Selects nodes; one term that holds is enough.</summary>
public sealed record NodeSelector : ApiObject
{
    public IReadOnlyList<NodeSelectorTerm>? NodeSelectorTerms { get; init; }
}
