namespace Graft.Api.Gardener;

/// <summary>Where a seed runs.</summary>
public sealed record SeedProvider : ApiObject
{
    public string? Type { get; init; }

    public string? Region { get; init; }
}
