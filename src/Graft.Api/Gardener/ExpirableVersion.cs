namespace Graft.Api.Gardener;

/// <summary>A version with its classification.</summary>
public sealed record ExpirableVersion : ApiObject
{
    public string? Version { get; init; }

    public string? Classification { get; init; }

    public DateTimeOffset? ExpirationDate { get; init; }
}
