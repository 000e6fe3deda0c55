using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Finds items that a list of type set or map holds twice.</summary>
internal sealed class ListDuplicates(List<FieldError> errors)
{
    public void Visit(JsonNode? value, StructuralSchema schema, ValuePath path)
    {
        switch (value)
        {
            case JsonObject json:
                foreach (var (name, child) in json)
                {
                    if ((schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties) is { } childSchema)
                    {
                        Visit(child, childSchema, path.Child(name));
                    }
                }
                break;
            case JsonArray array when schema.Items is { } items:
                FindDuplicates(array, schema, path);
                for (var i = 0; i < array.Count; i++)
                {
                    Visit(array[i], items, path.Index(i));
                }
                break;
        }
    }

    private void FindDuplicates(JsonArray array, StructuralSchema schema, ValuePath path)
    {
        if (schema.ListType == "atomic")
        {
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < array.Count; i++)
        {
            var identity = schema.ListType == "map" ? Keys(array[i], schema) : array[i];
            if (!seen.Add(identity?.ToJsonString() ?? "null"))
            {
                object? shown =
                    identity is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : identity;
                errors.Add(FieldError.Duplicate(path.Index(i).Field, shown));
            }
        }
    }

    private static JsonObject? Keys(JsonNode? item, StructuralSchema schema)
    {
        if (item is not JsonObject json)
        {
            return null;
        }
        var keys = new JsonObject();
        foreach (var key in schema.ListMapKeys)
        {
            if (json[key] is { } value)
            {
                keys[key] = value.DeepClone();
            }
        }
        return keys;
    }
}
