namespace Graft.Api.Gardener;

/// <summary>The root volume of a pool's machines.</summary>
public sealed record WorkerVolume : ApiObject
{
    public string? Name { get; init; }

    public string? Type { get; init; }

    public string? Size { get; init; }

    public bool? Encrypted { get; init; }
}
