namespace Graft.Api.Gardener;

/// <summary>A zone of a region.</summary>
public sealed record AvailabilityZone : ApiObject
{
    public string? Name { get; init; }

    public IReadOnlyList<string>? UnavailableMachineTypes { get; init; }
}
