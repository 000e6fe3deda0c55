namespace Graft.Api.Kubernetes;

/// <summary>Security settings of a container.</summary>
public sealed record SecurityContext : ApiObject
{
    public bool? Privileged { get; init; }

    public bool? AllowPrivilegeEscalation { get; init; }

    public bool? ReadOnlyRootFilesystem { get; init; }

    public long? RunAsUser { get; init; }

    public SeccompProfile? SeccompProfile { get; init; }
}
