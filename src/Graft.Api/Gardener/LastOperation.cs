namespace Graft.Api.Gardener;

/// <summary>The last operation on an object, and how far it got.</summary>
public sealed record LastOperation : ApiObject
{
    public string? Description { get; init; }

    public DateTimeOffset? LastUpdateTime { get; init; }

    /// <summary>Percent.</summary>
    public int? Progress { get; init; }

    /// <summary>One of <see cref="LastOperationState"/>.</summary>
    public string? State { get; init; }

    /// <summary>One of <see cref="LastOperationType"/>.</summary>
    public string? Type { get; init; }
}
