using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>The states of extension objects, and copies of what they refer to.</summary>
public sealed record ShootStateSpec : ApiObject
{
    public IReadOnlyList<JsonElement>? Gardener { get; init; }

    public IReadOnlyList<ExtensionResourceState>? Extensions { get; init; }

    public IReadOnlyList<ResourceData>? Resources { get; init; }
}
