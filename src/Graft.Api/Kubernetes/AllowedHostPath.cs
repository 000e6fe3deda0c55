namespace Graft.Api.Kubernetes;

/// <summary>A node path that pods may mount.</summary>
public sealed record AllowedHostPath : ApiObject
{
    public string? PathPrefix { get; init; }

    public bool? ReadOnly { get; init; }
}
