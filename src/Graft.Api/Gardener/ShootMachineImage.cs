using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>The operating system of a pool's machines.</summary>
public sealed record ShootMachineImage : ApiObject
{
    /// <summary>Also the type of the OperatingSystemConfig.</summary>
    public string? Name { get; init; }

    public string? Version { get; init; }

    public JsonElement? ProviderConfig { get; init; }
}
