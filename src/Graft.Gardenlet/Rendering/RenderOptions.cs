namespace Graft.Gardenlet.Rendering;

/// <summary>What the objects of a Shoot depend on besides the Shoot: how its nodes reach their API server, and images.</summary>
public sealed record RenderOptions
{
    /// <summary>Overrides the technical ID, for projects whose namespace does not follow the pattern <c>garden-*</c>.</summary>
    public string? TechnicalId { get; init; }

    /// <summary>The Shoot's API server as its nodes see it; null takes the internal name <c>api.&lt;technical ID&gt;</c>.</summary>
    public Uri? ApiServer { get; init; }

    /// <summary>The PEM bundle by which nodes trust <see cref="ApiServer"/>; empty when it is not known yet.</summary>
    public string CertificateAuthorities { get; init; } = "";

    /// <summary>Address of the cluster's DNS; 10th address of the default service network.</summary>
    public string ClusterDns { get; init; } = "100.64.0.10";

    /// <summary>Holds <c>/kubelet</c>; the tag is <c>v</c> and the pool's version.</summary>
    public string KubeletRepository { get; init; } = "europe-docker.pkg.dev/gardener-project/releases/hyperkube";

    /// <summary>Holds <c>/gardener-node-agent</c>.</summary>
    public string NodeAgentImage { get; init; } =
        "europe-docker.pkg.dev/gardener-project/releases/gardener/node-agent:v1.149.0";

    /// <summary>The image that holds a pod's namespaces.</summary>
    public string PauseImage { get; init; } = "registry.k8s.io/pause:3.10";
}
