using System.Text.Json;

namespace Graft.Api.Gardener;

/// <summary>The copies, with <c>apiVersion</c> and <c>kind</c>.</summary>
public sealed record ClusterSpec : ApiObject
{
    public JsonElement? CloudProfile { get; init; }

    public JsonElement? Seed { get; init; }

    public JsonElement? Shoot { get; init; }
}
