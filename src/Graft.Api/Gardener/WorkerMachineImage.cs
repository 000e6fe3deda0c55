namespace Graft.Api.Gardener;

/// <summary>The image of a pool's machines.</summary>
public sealed record WorkerMachineImage : ApiObject
{
    public string? Name { get; init; }

    public string? Version { get; init; }
}
