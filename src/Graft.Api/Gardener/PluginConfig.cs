using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>A change of a plugin section of containerd's configuration.</summary>
public sealed record PluginConfig : ApiObject
{
    /// <summary><c>add</c> where it is absent, or <c>remove</c>.</summary>
    public string? Op { get; init; }

    public IReadOnlyList<string>? Path { get; init; }

    public JsonElement? Values { get; init; }
}
