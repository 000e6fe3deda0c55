using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Looks into JSON by paths of member names and indexes.</summary>
public static class JsonPaths
{
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

    /// <summary>The object with one part changed; the object given stays as it is.</summary>
    public static JsonObject With(this JsonObject value, Action<JsonObject> change)
    {
        var copy = (JsonObject)value.DeepClone();
        change(copy);
        return copy;
    }
}
