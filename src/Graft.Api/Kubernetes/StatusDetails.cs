namespace Graft.Api.Kubernetes;

/// <summary>What a failed request was about.</summary>
public sealed record StatusDetails : ApiObject
{
    public string? Name { get; init; }

    public string? Group { get; init; }

    public string? Kind { get; init; }

    public string? Uid { get; init; }

    public IReadOnlyList<StatusCause>? Causes { get; init; }

    /// <summary>Seconds after which a retry makes sense.</summary>
    public int? RetryAfterSeconds { get; init; }
}
