namespace Graft.Api.Kubernetes;

/// <summary>A resource name with its group and version.</summary>
public sealed record GroupVersionResource : ApiObject
{
    public string? Group { get; init; }

    public string? Version { get; init; }

    public string? Resource { get; init; }
}
