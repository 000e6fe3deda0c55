using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>What the specifications of all extension objects share.</summary>
public record ExtensionSpec : ApiObject
{
    public string? Type { get; init; }

    /// <summary>Absent means <c>shoot</c>; immutable.</summary>
    public string? Class { get; init; }

    public JsonElement? ProviderConfig { get; init; }
}
