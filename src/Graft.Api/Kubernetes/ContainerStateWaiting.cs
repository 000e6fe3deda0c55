namespace Graft.Api.Kubernetes;

/// <summary>The container does not run yet.</summary>
public sealed record ContainerStateWaiting : ApiObject
{
    public string? Reason { get; init; }

    public string? Message { get; init; }
}
