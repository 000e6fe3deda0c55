namespace Graft.Api.Kubernetes;

/// <summary>How a kubelet asks a container for its state. Times are in seconds.</summary>
public sealed record Probe : ApiObject
{
    public ExecAction? Exec { get; init; }

    public int? InitialDelaySeconds { get; init; }

    public int? PeriodSeconds { get; init; }

    public int? TimeoutSeconds { get; init; }

    public int? FailureThreshold { get; init; }

    public int? SuccessThreshold { get; init; }
}
