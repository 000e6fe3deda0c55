namespace Graft.Api.Gardener;

/// <summary>The machines of a pool.</summary>
public sealed record ShootMachine : ApiObject
{
    public string? Type { get; init; }

    public ShootMachineImage? Image { get; init; }

    /// <summary><c>amd64</c> where it is absent.</summary>
    public string? Architecture { get; init; }
}
