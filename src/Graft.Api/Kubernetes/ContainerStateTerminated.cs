namespace Graft.Api.Kubernetes;

/// <summary>The container ended.</summary>
public sealed record ContainerStateTerminated : ApiObject
{
    public int? ExitCode { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }
}
