using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Json;

/// <summary>Reads and writes the few fields that every Kubernetes object has, whatever else is in it.</summary>
internal static class JsonNodes
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The text at a path; null when there is none or it is no text.</summary>
    public static string? Text(this JsonObject value, params ReadOnlySpan<string> path) =>
        value.At(path) is JsonValue leaf && leaf.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The whole number at a path; null when there is none.</summary>
    public static long? Number(this JsonObject value, params ReadOnlySpan<string> path) =>
        value.At(path) is JsonValue leaf && leaf.GetValueKind() == JsonValueKind.Number && Whole(leaf, out var number)
            ? number
            : null;

    /// <summary>Whether <c>true</c> stands at a path.</summary>
    public static bool Flag(this JsonObject value, params ReadOnlySpan<string> path) =>
        value.At(path) is JsonValue leaf && leaf.TryGetValue<bool>(out var flag) && flag;

    public static JsonObject? ObjectAt(this JsonObject value, params ReadOnlySpan<string> path) =>
        value.At(path) as JsonObject;

    public static JsonArray? ArrayAt(this JsonObject value, params ReadOnlySpan<string> path) =>
        value.At(path) as JsonArray;

    /// <summary>The texts of the list at a path; what is no text is left out.</summary>
    public static IEnumerable<string> Texts(this JsonObject value, params ReadOnlySpan<string> path) =>
        value.ArrayAt(path)?.OfType<JsonValue>().Select(TextOrNull).OfType<string>() ?? [];

    /// <summary>The objects of the list at a path.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonObject value, params ReadOnlySpan<string> path) =>
        value.ArrayAt(path)?.OfType<JsonObject>() ?? [];

    /// <summary>The object's metadata, which is made when it is missing.</summary>
    public static JsonObject Metadata(this JsonObject value) => value.Child("metadata");

    /// <summary>The object under a name, which is made when it is missing.</summary>
    public static JsonObject Child(this JsonObject value, string name)
    {
        if (value[name] is JsonObject child)
        {
            return child;
        }
        child = [];
        value[name] = child;
        return child;
    }

    /// <summary>Sets a copy of a node, or removes the field where there is none.</summary>
    public static void SetCopy(this JsonObject value, string name, JsonNode? node)
    {
        if (node is null)
        {
            value.Remove(name);
        }
        else
        {
            value[name] = node.DeepClone();
        }
    }

    public static JsonArray ToArray(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode?)text)];

    public static JsonObject Copy(this JsonObject value) => (JsonObject)value.DeepClone();

    public static byte[] ToUtf8(this JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            node.WriteTo(writer);
        }
        return buffer.ToArray();
    }

    public static JsonNode? At(this JsonObject value, params ReadOnlySpan<string> path)
    {
        JsonNode? node = value;
        foreach (var name in path)
        {
            node = node is JsonObject parent && parent.TryGetPropertyValue(name, out var child) ? child : null;
            if (node is null)
            {
                return null;
            }
        }
        return node;
    }

    private static string? TextOrNull(JsonValue leaf) => leaf.TryGetValue<string>(out var text) ? text : null;

    private static bool Whole(JsonValue leaf, out long number)
    {
        if (leaf.TryGetValue(out number))
        {
            return true;
        }
        if (leaf.TryGetValue<int>(out var small))
        {
            number = small;
            return true;
        }
        return false;
    }
}
