using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Walks an object along its schema and removes, or only lists, what the schema does not know.</summary>
internal sealed class SchemaPruner(bool removes)
{
    private readonly List<string> _unknown = [];

    public IReadOnlyList<string> UnknownFields => _unknown;

    public void VisitResource(JsonObject value, StructuralSchema schema)
    {
        VisitObject(value, schema, "", isResource: true);
        _unknown.Sort(StringComparer.Ordinal);
    }

    public void VisitPart(JsonNode? value, StructuralSchema schema) => Visit(value, schema, "");

    private void Visit(JsonNode? value, StructuralSchema schema, string path)
    {
        switch (value)
        {
            case JsonObject json:
                VisitObject(json, schema, path, schema.IsEmbeddedResource);
                break;
            case JsonArray array when schema.Items is { } items:
                for (var i = 0; i < array.Count; i++)
                {
                    Visit(array[i], items, $"{path}[{i}]");
                }
                break;
        }
    }

    private void VisitObject(JsonObject json, StructuralSchema schema, string path, bool isResource)
    {
        List<string>? unknown = null;
        foreach (var (name, child) in json)
        {
            var childPath = path.Length == 0 ? name : $"{path}.{name}";
            if (isResource && name is "apiVersion" or "kind")
            {
                continue;
            }
            if (isResource && name is "metadata")
            {
                Visit(child, ObjectMetaSchema.Shared, childPath);
            }
            else if (schema.Properties.TryGetValue(name, out var property))
            {
                Visit(child, property, childPath);
            }
            else if (schema.AdditionalProperties is { } values)
            {
                Visit(child, values, childPath);
            }
            else if (!schema.PreservesUnknownFields)
            {
                _unknown.Add(childPath);
                (unknown ??= []).Add(name);
            }
        }
        if (removes && unknown is not null)
        {
            unknown.ForEach(name => json.Remove(name));
        }
    }
}
