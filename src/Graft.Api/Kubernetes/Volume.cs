namespace Graft.Api.Kubernetes;

/// <summary>A volume of a pod; exactly one source is set.</summary>
public sealed record Volume : ApiObject
{
    public string? Name { get; init; }

    public HostPathVolumeSource? HostPath { get; init; }

    public ConfigMapVolumeSource? ConfigMap { get; init; }
}
