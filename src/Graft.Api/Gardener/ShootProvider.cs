using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>The infrastructure of a Shoot.</summary>
public sealed record ShootProvider : ApiObject
{
    public string? Type { get; init; }

    public JsonElement? InfrastructureConfig { get; init; }

    public JsonElement? ControlPlaneConfig { get; init; }

    /// <summary>Absent or empty for a workerless Shoot.</summary>
    public IReadOnlyList<ShootWorker>? Workers { get; init; }
}
