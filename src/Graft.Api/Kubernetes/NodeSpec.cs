namespace Graft.Api.Kubernetes;

/// <summary>What is wanted of a node.</summary>
public sealed record NodeSpec : ApiObject
{
    public string? ProviderID { get; init; }

    public IReadOnlyList<Taint>? Taints { get; init; }

    public bool? Unschedulable { get; init; }
}
