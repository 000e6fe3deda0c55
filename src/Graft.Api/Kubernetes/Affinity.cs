namespace Graft.Api.Kubernetes;

/// <summary>Where a pod may run and would rather run; what concerns other pods is kept and not modelled.</summary>
public sealed record Affinity : ApiObject
{
    public NodeAffinity? NodeAffinity { get; init; }
}
