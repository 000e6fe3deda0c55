using System.Text.Json;
using Graft.Api.Kubernetes;

namespace Graft.Api.Gardener;

/// <summary>A worker pool.</summary>
public sealed record ShootWorker : ApiObject
{
    /// <summary>DNS-1123 label of at most 15 bytes, unique in the Shoot.</summary>
    public string? Name { get; init; }

    /// <summary>Absent means docker, where versions allow it.</summary>
    public Cri? Cri { get; init; }

    public int? Minimum { get; init; }

    public int? Maximum { get; init; }

    public IntOrString? MaxSurge { get; init; }

    public IntOrString? MaxUnavailable { get; init; }

    public int? Priority { get; init; }

    public ShootMachine? Machine { get; init; }

    public WorkerKubernetes? Kubernetes { get; init; }

    public WorkerVolume? Volume { get; init; }

    public IReadOnlyList<DataVolume>? DataVolumes { get; init; }

    public string? KubeletDataVolumeName { get; init; }

    public WorkerSystemComponents? SystemComponents { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public IReadOnlyList<Taint>? Taints { get; init; }

    public string? CaBundle { get; init; }

    public IReadOnlyList<string>? Zones { get; init; }

    public JsonElement? ProviderConfig { get; init; }

    /// <summary><c>AutoRollingUpdate</c> where it is absent.</summary>
    public string? UpdateStrategy { get; init; }

    public IReadOnlyDictionary<string, string>? Sysctls { get; init; }

    /// <summary>Present on the control plane pool of a self-hosted Shoot.</summary>
    public JsonElement? ControlPlane { get; init; }

    public JsonElement? MachineControllerManager { get; init; }

    public JsonElement? ClusterAutoscaler { get; init; }
}
