namespace Graft.Api.Gardener;

/// <summary>A region on offer.</summary>
public sealed record Region : ApiObject
{
    public string? Name { get; init; }

    public IReadOnlyList<AvailabilityZone>? Zones { get; init; }
}
