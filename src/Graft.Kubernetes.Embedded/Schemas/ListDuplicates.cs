using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Finds items that a list of type set or map holds twice. Each is told once, at its second place.</summary>
internal sealed class ListDuplicates(List<FieldError> errors)
{
    public void Visit(JsonNode? value, StructuralSchema schema, ValuePath path)
    {
        if (!schema.HasUniqueLists)
        {
            return;
        }
        switch (value)
        {
            case JsonObject json:
                VisitObject(json, schema, path);
                break;
            case JsonArray array when schema.Items is { } items:
                FindDuplicates(array, schema, path);
                for (var i = 0; i < array.Count; i++)
                {
                    path.PushIndex(i);
                    Visit(array[i], items, path);
                    path.Pop();
                }
                break;
        }
    }

    private void VisitObject(JsonObject json, StructuralSchema schema, ValuePath path)
    {
        foreach (var (name, child) in json)
        {
            if (schema.Properties.TryGetValue(name, out var property))
            {
                path.Push(name);
                Visit(child, property, path);
                path.Pop();
            }
            else if (schema.AdditionalProperties is { } values)
            {
                path.PushKey(name);
                Visit(child, values, path);
                path.Pop();
            }
        }
    }

    private void FindDuplicates(JsonArray array, StructuralSchema schema, ValuePath path)
    {
        if (schema.ListType == "atomic" || (schema.ListType == "map" && HasOtherThanObjects(array, path)))
        {
            return;
        }
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < array.Count; i++)
        {
            var identity = schema.ListType == "map" ? Keys(array[i], schema) : array[i];
            var text = identity?.ToJsonString() ?? "null";
            times[text] = times.GetValueOrDefault(text) + 1;
            if (times[text] == 2)
            {
                path.PushIndex(i);
                errors.Add(FieldError.Duplicate(path.Field, Shown(identity)));
                path.Pop();
            }
        }
    }

    private bool HasOtherThanObjects(JsonArray array, ValuePath path)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is not (null or JsonObject))
            {
                path.PushIndex(i);
                errors.Add(
                    FieldError.Invalid(path.Field, Shown(array[i]), "must be an object for an array of list-type map")
                );
                path.Pop();
                return true;
            }
        }
        return false;
    }

    private static object? Shown(JsonNode? node) =>
        node is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : node;

    private static JsonObject Keys(JsonNode? item, StructuralSchema schema)
    {
        var keys = new JsonObject();
        foreach (var key in schema.ListMapKeys.Order(StringComparer.Ordinal))
        {
            if (item is JsonObject json && json.TryGetPropertyValue(key, out var value))
            {
                keys[key] = value?.DeepClone();
            }
        }
        return keys;
    }
}
