using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Finds the older version of a list's item: by its keys in a list of type map, nowhere in others.</summary>
internal readonly struct ListCorrelation(StructuralSchema schema, JsonArray? old)
{
    public JsonNode? Find(JsonNode? item)
    {
        if (old is null || schema.ListType != "map" || item is not JsonObject json)
        {
            return null;
        }
        foreach (var candidate in old)
        {
            if (candidate is JsonObject other && HaveSameKeys(json, other))
            {
                return other;
            }
        }
        return null;
    }

    private bool HaveSameKeys(JsonObject left, JsonObject right)
    {
        foreach (var key in schema.ListMapKeys)
        {
            if (!JsonNode.DeepEquals(left[key], right[key]))
            {
                return false;
            }
        }
        return true;
    }
}
