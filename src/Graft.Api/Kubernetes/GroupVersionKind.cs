namespace Graft.Api.Kubernetes;

/// <summary>A kind with its group and version.</summary>
public sealed record GroupVersionKind : ApiObject
{
    public string? Group { get; init; }

    public string? Version { get; init; }

    public string? Kind { get; init; }
}
