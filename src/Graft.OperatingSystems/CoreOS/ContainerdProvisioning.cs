using Graft.Api.Gardener;
using Graft.OperatingSystems.Machines;

namespace Graft.OperatingSystems.CoreOS;

/// <summary>What user data of both systems holds for containerd.</summary>
internal sealed record ContainerdProvisioning
{
    public required MachineFile Metadata { get; init; }

    public required MachineFile Script { get; init; }

    public required IReadOnlyList<SystemdUnit> Units { get; init; }

    public required bool HasDocker { get; init; }
}
