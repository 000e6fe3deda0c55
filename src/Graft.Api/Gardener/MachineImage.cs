namespace Graft.Api.Gardener;

/// <summary>A machine image with its versions.</summary>
public sealed record MachineImage : ApiObject
{
    public string? Name { get; init; }

    public string? UpdateStrategy { get; init; }

    public IReadOnlyList<MachineImageVersion>? Versions { get; init; }
}
