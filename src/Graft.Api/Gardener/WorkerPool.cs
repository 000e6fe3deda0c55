using System.Text.Json;
using Graft.Api.Kubernetes;

namespace Graft.Api.Gardener;

/// <summary>A pool of machines.</summary>
public sealed record WorkerPool : ApiObject
{
    public string? Name { get; init; }

    public string? MachineType { get; init; }

    public WorkerMachineImage? MachineImage { get; init; }

    public string? Architecture { get; init; }

    public string? KubernetesVersion { get; init; }

    public int? Minimum { get; init; }

    public int? Maximum { get; init; }

    public IntOrString? MaxSurge { get; init; }

    public IntOrString? MaxUnavailable { get; init; }

    public int? Priority { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public IReadOnlyList<Taint>? Taints { get; init; }

    public IReadOnlyList<string>? Zones { get; init; }

    public WorkerVolume? Volume { get; init; }

    public IReadOnlyList<DataVolume>? DataVolumes { get; init; }

    public string? KubeletDataVolumeName { get; init; }

    public SecretKeySelector? UserDataSecretRef { get; init; }

    public string? NodeAgentSecretName { get; init; }

    public KubeletConfig? KubeletConfig { get; init; }

    public JsonElement? ProviderConfig { get; init; }

    public string? UpdateStrategy { get; init; }

    public JsonElement? NodeTemplate { get; init; }

    public JsonElement? ClusterAutoscaler { get; init; }

    public JsonElement? MachineControllerManager { get; init; }
}
