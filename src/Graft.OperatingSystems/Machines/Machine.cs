using System.Text.Json;
using Graft.Api.Gardener;

namespace Graft.OperatingSystems.Machines;

/// <summary>What a new machine shall start with: a provision configuration with every file's content resolved.</summary>
internal sealed record Machine
{
    /// <summary>The operating system's type, such as <c>flatcar</c>.</summary>
    public required string Type { get; init; }

    public IReadOnlyList<MachineFile> Files { get; init; } = [];

    public IReadOnlyList<SystemdUnit> Units { get; init; } = [];

    /// <summary>False for docker pools, and for pools that name no runtime.</summary>
    public bool HasContainerd { get; init; }

    public JsonElement? ProviderConfig { get; init; }
}
