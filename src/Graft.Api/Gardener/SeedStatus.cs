namespace Graft.Api.Gardener;

/// <summary>What is reported of a seed.</summary>
public sealed record SeedStatus : ApiObject
{
    public IReadOnlyList<Condition>? Conditions { get; init; }

    public LastOperation? LastOperation { get; init; }

    public long? ObservedGeneration { get; init; }
}
