using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas;

namespace Graft.Kubernetes.Embedded.Apply;

/// <summary>
/// How a value is taken apart into fields. Where there is no schema, objects are merged field by field and lists are
/// replaced as a whole.
/// </summary>
/// <param name="Schema">Null where the schema says nothing.</param>
/// <param name="IsResource">The value is a whole object, whose metadata has the common schema.</param>
internal readonly record struct FieldSchema(StructuralSchema? Schema, bool IsResource = false)
{
    public static FieldSchema OfResource(StructuralSchema? schema) => new(schema, IsResource: true);

    /// <summary>The value is one field: replaced and owned as a whole.</summary>
    public bool IsLeaf(JsonNode? value) =>
        value switch
        {
            JsonObject => Schema is { IsAtomicMap: true },
            JsonArray => Schema is null or { ListType: "atomic" } or { Items: null },
            _ => true,
        };

    public bool Declares(string field) =>
        (IsResource && field is "metadata" or "apiVersion" or "kind") || Schema?.Properties.ContainsKey(field) == true;

    public FieldSchema Field(string name)
    {
        if (IsResource && name == "metadata")
        {
            return new FieldSchema(ObjectMetaSchema.Shared);
        }
        var field = Schema?.Properties.GetValueOrDefault(name) ?? Schema?.AdditionalProperties;
        return new FieldSchema(field, field is { IsEmbeddedResource: true });
    }

    public FieldSchema Items() => new(Schema?.Items, Schema?.Items is { IsEmbeddedResource: true });
}
