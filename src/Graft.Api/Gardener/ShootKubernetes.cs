namespace Graft.Api.Gardener;

/// <summary>The Kubernetes version of a Shoot and settings of its components.</summary>
public sealed record ShootKubernetes : ApiObject
{
    public string? Version { get; init; }

    public KubeletConfig? Kubelet { get; init; }

    public KubeApiServerConfig? KubeAPIServer { get; init; }
}
