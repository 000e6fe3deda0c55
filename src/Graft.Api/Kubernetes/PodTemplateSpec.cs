namespace Graft.Api.Kubernetes;

/// <summary>The pod that a workload makes copies of.</summary>
public sealed record PodTemplateSpec : ApiObject
{
    public ObjectMeta? Metadata { get; init; }

    public PodSpec? Spec { get; init; }
}
