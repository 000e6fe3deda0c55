namespace Graft.Api.Gardener;

/// <summary>The last error of an operation.</summary>
public sealed record LastError : ApiObject
{
    public string? Description { get; init; }

    public string? TaskID { get; init; }

    /// <summary>Some of <see cref="ErrorCode"/>.</summary>
    public IReadOnlyList<string>? Codes { get; init; }

    public DateTimeOffset? LastUpdateTime { get; init; }
}
