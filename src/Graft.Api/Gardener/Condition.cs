namespace Graft.Api.Gardener;

/// <summary>A condition of a Gardener object.</summary>
public sealed record Condition : ApiObject
{
    public string? Type { get; init; }

    /// <summary><c>True</c>, <c>False</c>, <c>Unknown</c> or <c>Progressing</c>.</summary>
    public string? Status { get; init; }

    public DateTimeOffset? LastTransitionTime { get; init; }

    public DateTimeOffset? LastUpdateTime { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<string>? Codes { get; init; }
}
