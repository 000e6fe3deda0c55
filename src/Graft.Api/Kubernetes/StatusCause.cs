namespace Graft.Api.Kubernetes;

/// <summary>One reason for a failure, with the field that it concerns.</summary>
public sealed record StatusCause : ApiObject
{
    public string? Reason { get; init; }

    public string? Message { get; init; }

    public string? Field { get; init; }
}
