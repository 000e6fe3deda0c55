using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>A default must itself be valid, and must not hold fields that would be pruned.</summary>
internal sealed class DefaultChecker(FieldErrors errors)
{
    public void Check(StructuralSchema schema, FieldPath path)
    {
        if (schema.DefaultValue is { } byDefault)
        {
            CheckDefault(byDefault, schema, path.Child("default"));
        }
        foreach (var (name, property) in schema.Properties)
        {
            Check(property, path.Child("properties").Key(name));
        }
        if (schema.AdditionalProperties is { } values)
        {
            Check(values, path.Child("additionalProperties"));
        }
        if (schema.Items is { } items)
        {
            Check(items, path.Child("items"));
        }
    }

    private void CheckDefault(JsonNode byDefault, StructuralSchema schema, FieldPath path)
    {
        var value = byDefault.DeepClone();
        if (value is JsonObject json && !schema.IsEmbeddedResource && schema.UnknownFieldsOfPart(json).Any())
        {
            errors.Add(FieldError.Invalid(path, byDefault, "must not have unknown fields"));
        }
        SchemaDefaulter.Default(value, schema);
        errors.AddRange(new SchemaValidator().ValidatePart(value, schema, path));
    }
}
