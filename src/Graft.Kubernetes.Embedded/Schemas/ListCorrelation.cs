using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Finds the older version of a list's item: by its keys in a list of type map, nowhere in others.</summary>
internal sealed class ListCorrelation(StructuralSchema schema, JsonArray? old)
{
    private Dictionary<string, JsonNode>? _byKeys;

    public JsonNode? Find(JsonNode? item)
    {
        if (old is null || schema.ListType != "map" || item is not JsonObject json)
        {
            return null;
        }
        _byKeys ??= Index(old);
        return _byKeys.GetValueOrDefault(KeysOf(json));
    }

    private Dictionary<string, JsonNode> Index(JsonArray items)
    {
        var index = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item is JsonObject json)
            {
                index.TryAdd(KeysOf(json), json);
            }
        }
        return index;
    }

    private string KeysOf(JsonObject json) =>
        string.Join(
            '\n',
            schema.ListMapKeys.Select(key => json[key]?.ToJsonString() ?? ItemDefault(key)?.ToJsonString() ?? "")
        );

    private JsonNode? ItemDefault(string key) =>
        schema.Items is { } items && items.Properties.TryGetValue(key, out var property) ? property.DefaultValue : null;
}
