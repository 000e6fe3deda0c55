namespace Graft.Api.Kubernetes;

/// <summary>A condition of a built-in kind.</summary>
public sealed record KubernetesCondition : ApiObject
{
    public string? Type { get; init; }

    public string? Status { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public DateTimeOffset? LastTransitionTime { get; init; }

    public DateTimeOffset? LastHeartbeatTime { get; init; }
}
