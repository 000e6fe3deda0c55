using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>A default must itself be valid, and must not hold fields that would be pruned.</summary>
internal sealed class DefaultRules(FieldErrors errors)
{
    public void Check(StructuralSchema schema, FieldPath path)
    {
        if (schema.DefaultValue is { } byDefault)
        {
            CheckDefault(byDefault, schema, path.Child("default"));
        }
        if (schema.Items is { } items)
        {
            Check(items, path.Child("items"));
        }
        foreach (var (name, property) in schema.Properties)
        {
            Check(property, path.Child("properties").Key(name));
        }
        if (schema.AdditionalProperties is { } values)
        {
            Check(values, path.Child("additionalProperties"));
        }
    }

    private void CheckDefault(JsonNode byDefault, StructuralSchema schema, FieldPath path)
    {
        if (!schema.IsEmbeddedResource && schema.UnknownFieldsOfPart(byDefault).Any())
        {
            errors.Add(FieldError.Invalid(path, byDefault, "must not have unknown fields"));
        }
        errors.AddRange(SchemaValidator.ValidatePart(byDefault, schema, path));
    }
}
