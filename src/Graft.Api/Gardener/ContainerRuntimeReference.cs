using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>An additional container runtime of a pool or of a machine image version.</summary>
public sealed record ContainerRuntimeReference : ApiObject
{
    /// <summary>Such as <c>gvisor</c>; any type that an installed extension serves.</summary>
    public string? Type { get; init; }

    /// <summary>Opaque to everything but the runtime's own extension.</summary>
    public JsonElement? ProviderConfig { get; init; }
}
