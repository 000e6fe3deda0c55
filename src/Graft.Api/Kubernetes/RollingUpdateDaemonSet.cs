namespace Graft.Api.Kubernetes;

/// <summary>Limits of a rolling update.</summary>
public sealed record RollingUpdateDaemonSet : ApiObject
{
    public IntOrString? MaxUnavailable { get; init; }

    public IntOrString? MaxSurge { get; init; }
}
