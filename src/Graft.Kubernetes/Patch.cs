using System.Text.Json.Nodes;

namespace Graft.Kubernetes;

/// <summary>A change to send: a body and the media type that says how to read it.</summary>
public sealed record Patch
{
    private Patch(string contentType, JsonNode body)
    {
        ContentType = contentType;
        Body = body;
    }

    public string ContentType { get; }

    public JsonNode Body { get; }

    /// <summary>For server-side apply: take fields from other managers instead of a conflict.</summary>
    public bool Force { get; private init; }

    /// <summary>RFC 7396: null removes, lists are replaced. Works on every kind.</summary>
    public static Patch Merge(JsonObject body) => new("application/merge-patch+json", body);

    /// <summary>RFC 6902: operations, with <c>test</c> as a lock.</summary>
    public static Patch Json(JsonArray operations) => new("application/json-patch+json", operations);

    /// <summary>Lists of built-in kinds are merged by key; refused for custom resources (415).</summary>
    public static Patch StrategicMerge(JsonObject body) => new("application/strategic-merge-patch+json", body);

    /// <summary>Server-side apply; <see cref="WriteOptions.FieldManager"/> is required.</summary>
    public static Patch Apply(JsonObject body, bool force) =>
        new("application/apply-patch+yaml", body) { Force = force };
}
