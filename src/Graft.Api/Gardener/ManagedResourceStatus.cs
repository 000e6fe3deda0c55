namespace Graft.Api.Gardener;

/// <summary>What the resource manager reports.</summary>
public sealed record ManagedResourceStatus : ApiObject
{
    public IReadOnlyList<Condition>? Conditions { get; init; }

    public long? ObservedGeneration { get; init; }

    public IReadOnlyList<ManagedObjectReference>? Resources { get; init; }

    public string? SecretsDataChecksum { get; init; }
}
