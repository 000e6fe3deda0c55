using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Looks into JSON by paths of member names and indexes.</summary>
public static class JsonPaths
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Null where nothing stands at the path.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<object> path)
    {
        foreach (var step in path)
        {
            node = (node, step) switch
            {
                (JsonObject value, string name) => value[name],
                (JsonArray list, int index) when index < list.Count => list[index],
                _ => null,
            };
        }
        return node;
    }

    /// <summary>Empty where nothing stands at the path.</summary>
    public static string Text(this JsonNode? node, params ReadOnlySpan<object> path) => node.At(path)?.ToString() ?? "";

    /// <summary>Without white space, and with nothing escaped that need not be.</summary>
    public static string Compact(this JsonNode? node) => node?.ToJsonString(Plain) ?? "null";

    /// <summary>The object with one part changed; the object given stays as it is.</summary>
    public static JsonObject With(this JsonObject value, Action<JsonObject> change)
    {
        var copy = (JsonObject)value.DeepClone();
        change(copy);
        return copy;
    }
}
