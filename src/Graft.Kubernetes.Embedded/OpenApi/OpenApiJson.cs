using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.OpenApi;

/// <summary>What the documents of both versions share.</summary>
internal static class OpenApiJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Utf8(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            node.WriteTo(writer);
        }
        return buffer.ToArray();
    }

    public static JsonObject Info(string title, string version) => new() { ["title"] = title, ["version"] = version };

    public static JsonArray Strings(params ReadOnlySpan<string> values)
    {
        var array = new JsonArray();
        foreach (var value in values)
        {
            array.Add((JsonNode)value);
        }
        return array;
    }
}
