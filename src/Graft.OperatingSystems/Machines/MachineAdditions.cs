using Graft.Api.Gardener;

namespace Graft.OperatingSystems.Machines;

/// <summary>What an operating system adds to the units and files that the core wants on running machines.</summary>
internal sealed record MachineAdditions
{
    public IReadOnlyList<SystemdUnit> Units { get; init; } = [];

    public IReadOnlyList<OperatingSystemFile> Files { get; init; } = [];
}
