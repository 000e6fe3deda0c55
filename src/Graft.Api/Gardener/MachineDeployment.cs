namespace Graft.Api.Gardener;

/// <summary>A group of equal machines.</summary>
public sealed record MachineDeployment : ApiObject
{
    public string? Name { get; init; }

    public int? Minimum { get; init; }

    public int? Maximum { get; init; }

    public int? Priority { get; init; }
}
