using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>The spelling of one element of a field's path.</summary>
internal static class FieldElement
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string OfField(string name) => $"f:{name}";

    /// <summary>An item of a list of type set or map; null where it lacks what identifies it.</summary>
    public static string? OfItem(JsonNode? item, StructuralSchema list)
    {
        if (list.ListType == "set")
        {
            return $"v:{Text(item)}";
        }
        if (item is not JsonObject json)
        {
            return null;
        }
        var keys = new JsonObject();
        foreach (var key in list.ListMapKeys.Order(StringComparer.Ordinal))
        {
            var value = json[key] ?? list.Items?.Properties.GetValueOrDefault(key)?.DefaultValue;
            if (value is not null)
            {
                keys[key] = value.DeepClone();
            }
        }
        return keys.Count == 0 ? null : $"k:{Text(keys)}";
    }

    /// <summary>As messages spell it: <c>.name</c>, <c>[name="x"]</c>, <c>[="x"]</c>.</summary>
    public static string Describe(string element)
    {
        var rest = element[2..];
        return element[0] switch
        {
            'f' => $".{rest}",
            'k' =>
                $"[{string.Join(',', ((JsonObject)JsonNode.Parse(rest)!).Select(key => $"{key.Key}={Text(key.Value)}"))}]",
            'v' => $"[={rest}]",
            _ => $"[{rest}]",
        };
    }

    private static string Text(JsonNode? node)
    {
        if (node is null)
        {
            return "null";
        }
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            node.WriteTo(writer);
        }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
