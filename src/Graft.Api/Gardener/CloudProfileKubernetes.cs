namespace Graft.Api.Gardener;

/// <summary>Kubernetes versions on offer.</summary>
public sealed record CloudProfileKubernetes : ApiObject
{
    public IReadOnlyList<ExpirableVersion>? Versions { get; init; }
}
