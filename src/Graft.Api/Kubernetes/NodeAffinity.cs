namespace Graft.Api.Kubernetes;

/// <summary>Which nodes a pod may run on; preferences are kept and not modelled.</summary>
public sealed record NodeAffinity : ApiObject
{
    public NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }
}
