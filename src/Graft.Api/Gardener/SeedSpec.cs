using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>What a seed offers.</summary>
public sealed record SeedSpec : ApiObject
{
    public SeedProvider? Provider { get; init; }

    public JsonElement? Networks { get; init; }

    public JsonElement? Dns { get; init; }

    public JsonElement? Settings { get; init; }
}
