namespace Graft.Api.Gardener;

/// <summary>Whether an image version can be updated in place.</summary>
public sealed record InPlaceUpdateSupport : ApiObject
{
    public bool? Supported { get; init; }

    public string? MinVersionForUpdate { get; init; }
}
