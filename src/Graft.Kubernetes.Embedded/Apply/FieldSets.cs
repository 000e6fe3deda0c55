using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>The fields that an object sets, and the fields in which two objects differ.</summary>
internal static class FieldSets
{
    /// <summary>All fields that <paramref name="value"/> sets.</summary>
    public static FieldSet Of(JsonObject value, FieldSchema schema)
    {
        var set = new FieldSet();
        Collect(set, value, schema, FieldLocation.Root);
        return set;
    }

    public static FieldChanges Compare(JsonObject old, JsonObject updated, FieldSchema schema)
    {
        var changes = new FieldChanges();
        Compare(changes, old, updated, schema, FieldLocation.Root);
        return changes;
    }

    /// <param name="set">Takes the fields.</param>
    /// <param name="value">What sets them.</param>
    /// <param name="schema">How the value is taken apart.</param>
    /// <param name="at">Where the value stands.</param>
    /// <param name="everyPlace">Fields with fields of their own are taken too, as they come or go with them.</param>
    private static void Collect(
        FieldSet set,
        JsonNode? value,
        FieldSchema schema,
        FieldLocation at,
        bool everyPlace = false
    )
    {
        if (schema.IsLeaf(value))
        {
            set.Insert(at);
            return;
        }
        if (value is JsonObject json)
        {
            foreach (var (name, child) in json)
            {
                var below = at.Below(FieldElement.OfField(name));
                Collect(set, child, schema.Field(name), below, everyPlace);
                if (everyPlace || child is null or JsonObject { Count: 0 } || !schema.Declares(name))
                {
                    set.Insert(below);
                }
            }
            return;
        }
        foreach (var (element, item) in ListItems.Of((JsonArray)value!, schema))
        {
            var below = at.Below(element);
            Collect(set, item, schema.Items(), below, everyPlace);
            set.Insert(below);
        }
    }

    private static void Compare(
        FieldChanges changes,
        JsonNode? old,
        JsonNode? updated,
        FieldSchema schema,
        FieldLocation at
    )
    {
        var isSameKind = (old, updated) is (JsonObject, JsonObject) or (JsonArray, JsonArray);
        if (!isSameKind || schema.IsLeaf(updated))
        {
            if (!JsonNode.DeepEquals(old, updated))
            {
                changes.Modified.Insert(at);
            }
            return;
        }
        var before = Parts(old!, schema);
        var after = Parts(updated!, schema);
        foreach (var (element, (value, part)) in after)
        {
            var below = at.Below(element);
            if (before.TryGetValue(element, out var counterpart))
            {
                Compare(changes, counterpart.Value, value, part, below);
            }
            else
            {
                Collect(changes.Added, value, part, below, everyPlace: true);
                changes.Added.Insert(below);
            }
        }
        foreach (var (element, (value, part)) in before)
        {
            if (!after.ContainsKey(element))
            {
                var below = at.Below(element);
                Collect(changes.Removed, value, part, below, everyPlace: true);
                changes.Removed.Insert(below);
            }
        }
    }

    private static Dictionary<string, (JsonNode? Value, FieldSchema Schema)> Parts(
        JsonNode container,
        FieldSchema schema
    )
    {
        var parts = new Dictionary<string, (JsonNode?, FieldSchema)>(StringComparer.Ordinal);
        if (container is JsonObject json)
        {
            foreach (var (name, child) in json)
            {
                parts[FieldElement.OfField(name)] = (child, schema.Field(name));
            }
            return parts;
        }
        foreach (var (element, item) in ListItems.Of((JsonArray)container, schema))
        {
            parts.TryAdd(element, (item, schema.Items()));
        }
        return parts;
    }
}
