namespace Graft.Api.Kubernetes;

/// <summary>The keys of a config map as files.</summary>
public sealed record ConfigMapVolumeSource : ApiObject
{
    public string? Name { get; init; }

    public int? DefaultMode { get; init; }
}
