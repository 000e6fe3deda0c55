namespace Graft.Api.Kubernetes;

/// <summary>A taint that a pod tolerates.</summary>
public sealed record Toleration : ApiObject
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public string? Value { get; init; }

    public string? Effect { get; init; }

    public long? TolerationSeconds { get; init; }
}
