namespace Graft.Api.Kubernetes;

/// <summary>What pods under a policy may do.</summary>
public sealed record PodSecurityPolicySpec : ApiObject
{
    public bool? Privileged { get; init; }

    public bool? HostPID { get; init; }

    public IReadOnlyList<string>? Volumes { get; init; }

    public IReadOnlyList<AllowedHostPath>? AllowedHostPaths { get; init; }

    public PolicyStrategy? RunAsUser { get; init; }

    public PolicyStrategy? SeLinux { get; init; }

    public PolicyStrategy? SupplementalGroups { get; init; }

    public PolicyStrategy? FsGroup { get; init; }
}
