namespace Graft.Api.Kubernetes;

/// <summary>The container runs.</summary>
public sealed record ContainerStateRunning : ApiObject
{
    public DateTimeOffset? StartedAt { get; init; }
}
