namespace Graft.Api.Kubernetes;

/// <summary>Security settings of all containers of a pod.</summary>
public sealed record PodSecurityContext : ApiObject
{
    public SeccompProfile? SeccompProfile { get; init; }
}
