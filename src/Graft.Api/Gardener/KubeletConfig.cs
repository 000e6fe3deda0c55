using System.Text.Json.Serialization;

namespace Graft.Api.Gardener;

/// <summary>Settings of a kubelet.</summary>
public sealed record KubeletConfig : ApiObject
{
    [JsonConverter(typeof(QuantityConverter))]
    public string? ContainerLogMaxSize { get; init; }

    public int? ContainerLogMaxFiles { get; init; }

    public IReadOnlyDictionary<string, bool>? FeatureGates { get; init; }

    /// <summary>A duration such as <c>1m0s</c>; docker pools only.</summary>
    public string? ImagePullProgressDeadline { get; init; }

    public string? CpuManagerPolicy { get; init; }

    public KubeletEviction? EvictionHard { get; init; }

    public KubeletEviction? EvictionSoft { get; init; }

    public KubeletReserved? KubeReserved { get; init; }

    public int? MaxPods { get; init; }

    public long? PodPidsLimit { get; init; }

    public bool? SerializeImagePulls { get; init; }

    public int? RegistryPullQPS { get; init; }

    public int? RegistryBurst { get; init; }

    public bool? SeccompDefault { get; init; }

    public bool? ProtectKernelDefaults { get; init; }

    public bool? FailSwapOn { get; init; }

    public bool? CpuCFSQuota { get; init; }

    public string? StreamingConnectionIdleTimeout { get; init; }

    public int? ImageGCHighThresholdPercent { get; init; }

    public int? ImageGCLowThresholdPercent { get; init; }
}
