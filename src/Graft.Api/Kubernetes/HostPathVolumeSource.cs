namespace Graft.Api.Kubernetes;

/// <summary>A path of the node.</summary>
public sealed record HostPathVolumeSource : ApiObject
{
    public string? Path { get; init; }

    public string? Type { get; init; }
}
