namespace Graft.Api.Gardener;

/// <summary>Kubernetes settings of one pool.</summary>
public sealed record WorkerKubernetes : ApiObject
{
    /// <summary>The Shoot's own version where it is absent.</summary>
    public string? Version { get; init; }

    public KubeletConfig? Kubelet { get; init; }
}
