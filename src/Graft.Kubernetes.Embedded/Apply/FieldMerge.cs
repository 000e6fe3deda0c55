using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>Puts the fields of an applied object over a live one, and takes away fields that nobody wants any more.</summary>
internal static class FieldMerge
{
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, FieldSchema schema)
    {
        if (schema.IsLeaf(applied))
        {
            return applied?.DeepClone();
        }
        return (live, applied) switch
        {
            (JsonObject old, JsonObject json) => MergeObject(old, json, schema),
            (JsonArray old, JsonArray list) => MergeList(old, list, schema),
            _ => applied?.DeepClone(),
        };
    }

    /// <summary>Removes what <paramref name="given"/> up, unless it is still in <paramref name="owned"/>.</summary>
    public static void Remove(JsonNode? value, FieldSet given, FieldSet owned, FieldSchema schema)
    {
        foreach (var (element, child) in given.Children)
        {
            if (owned.Find(element) is not { } stillOwned)
            {
                Remove(value, element, schema);
            }
            else if (child.HasChildren)
            {
                var (part, partSchema) = Find(value, element, schema);
                if (part is not null)
                {
                    Remove(part, child, stillOwned, partSchema);
                }
            }
        }
    }

    private static JsonObject MergeObject(JsonObject live, JsonObject applied, FieldSchema schema)
    {
        var merged = (JsonObject)live.DeepClone();
        foreach (var (name, value) in applied)
        {
            merged[name] = Merge(live[name], value, schema.Field(name));
        }
        return merged;
    }

    /// <summary>Applied items come in the applied order; the others keep their places among them.</summary>
    private static JsonArray MergeList(JsonArray live, JsonArray applied, FieldSchema schema)
    {
        var wanted = ListItems.Of(applied, schema).ToList();
        var wantedElements = wanted.Select(item => item.Element).ToHashSet(StringComparer.Ordinal);
        var existing = ListItems.Of(live, schema).ToList();
        var byElement = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        existing.ForEach(item => byElement.TryAdd(item.Element, item.Item));
        var merged = new JsonArray();
        var next = 0;
        foreach (var (element, item) in existing)
        {
            if (!wantedElements.Contains(element))
            {
                merged.Add(item?.DeepClone());
            }
            else if (next < wanted.Count)
            {
                AddWanted(wanted[next++]);
            }
        }
        while (next < wanted.Count)
        {
            AddWanted(wanted[next++]);
        }
        return merged;

        void AddWanted((string Element, JsonNode? Item) item) =>
            merged.Add(Merge(byElement.GetValueOrDefault(item.Element), item.Item, schema.Items()));
    }

    private static void Remove(JsonNode? value, string element, FieldSchema schema)
    {
        if (value is JsonObject json && element.StartsWith("f:", StringComparison.Ordinal))
        {
            json.Remove(element[2..]);
        }
        else if (value is JsonArray list && Find(value, element, schema) is { Part: { } part })
        {
            list.Remove(part);
        }
    }

    private static (JsonNode? Part, FieldSchema Schema) Find(JsonNode? value, string element, FieldSchema schema)
    {
        if (value is JsonObject json && element.StartsWith("f:", StringComparison.Ordinal))
        {
            return (json[element[2..]], schema.Field(element[2..]));
        }
        if (value is JsonArray list && !schema.IsLeaf(list))
        {
            return (ListItems.Of(list, schema).FirstOrDefault(item => item.Element == element).Item, schema.Items());
        }
        return (null, schema);
    }
}
