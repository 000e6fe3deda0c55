using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>A copy of an object.</summary>
public sealed record ResourceData : ApiObject
{
    public string? Kind { get; init; }

    public string? ApiVersion { get; init; }

    public string? Name { get; init; }

    public JsonElement? Data { get; init; }
}
