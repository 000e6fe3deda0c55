using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Puts defaults where fields are absent, from the outside in, so that a default can itself be completed.</summary>
internal static class SchemaDefaulter
{
    public static void Default(JsonNode? value, StructuralSchema schema)
    {
        switch (value)
        {
            case JsonObject json:
                DefaultObject(json, schema);
                break;
            case JsonArray array when schema.Items is { } items:
                foreach (var item in array)
                {
                    Default(item, items);
                }
                break;
        }
    }

    private static void DefaultObject(JsonObject json, StructuralSchema schema)
    {
        foreach (var (name, property) in schema.Properties)
        {
            var isThere = json.TryGetPropertyValue(name, out var child);
            if (isThere && child is null && !property.IsNullable && !property.PreservesUnknownFields)
            {
                json.Remove(name);
                isThere = false;
            }
            if (!isThere && property.DefaultValue is { } byDefault)
            {
                json[name] = child = byDefault.DeepClone();
            }
            Default(child, property);
        }
        if (schema.AdditionalProperties is { } values)
        {
            foreach (var (name, child) in json)
            {
                if (!schema.Properties.ContainsKey(name))
                {
                    Default(child, values);
                }
            }
        }
    }
}
