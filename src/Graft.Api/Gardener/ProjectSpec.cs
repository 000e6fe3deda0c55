using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>Who a project belongs to.</summary>
public sealed record ProjectSpec : ApiObject
{
    public string? Namespace { get; init; }

    public string? Purpose { get; init; }

    public string? Description { get; init; }

    public JsonElement? Owner { get; init; }

    public IReadOnlyList<JsonElement>? Members { get; init; }
}
