using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>The state of one extension object.</summary>
public sealed record ExtensionResourceState : ApiObject
{
    public string? Kind { get; init; }

    public string? Name { get; init; }

    public string? Purpose { get; init; }

    public JsonElement? State { get; init; }

    public IReadOnlyList<NamedResourceReference>? Resources { get; init; }
}
