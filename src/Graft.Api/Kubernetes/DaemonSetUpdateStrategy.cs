namespace Graft.Api.Kubernetes;

/// <summary>How pods are replaced: type <c>RollingUpdate</c> or <c>OnDelete</c>.</summary>
public sealed record DaemonSetUpdateStrategy : ApiObject
{
    public string? Type { get; init; }

    public RollingUpdateDaemonSet? RollingUpdate { get; init; }
}
