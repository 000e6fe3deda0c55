namespace Graft.Api.Kubernetes;

/// <summary>A taint: effect <c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</summary>
public sealed record Taint : ApiObject
{
    public string? Key { get; init; }

    public string? Value { get; init; }

    public string? Effect { get; init; }

    /// <summary>When the taint was added.</summary>
    public DateTimeOffset? TimeAdded { get; init; }
}
