namespace Graft.Api.Gardener;

/// <summary>Where a project is in its life.</summary>
public sealed record ProjectStatus : ApiObject
{
    public string? Phase { get; init; }

    public long? ObservedGeneration { get; init; }
}
