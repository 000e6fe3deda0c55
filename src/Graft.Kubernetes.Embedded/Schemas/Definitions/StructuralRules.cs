using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>
/// What makes a schema structural: every field has a type outside of allOf, anyOf, oneOf and not, and these say nothing of
/// types themselves.
/// </summary>
internal sealed class StructuralRules
{
    private readonly List<FieldError> _errors = [];

    private enum Level
    {
        Root,
        Item,
        Field,
    }

    /// <summary>The reasons why a schema is not structural, in the order of their texts.</summary>
    public static IReadOnlyList<FieldError> Check(StructuralSchema schema, FieldPath path)
    {
        var rules = new StructuralRules();
        rules.CheckSchema(schema, Level.Root, path);
        rules.CheckCompleteness(schema, path);
        return [.. rules._errors.OrderBy(error => error.ToString(), StringComparer.Ordinal)];
    }

    private void CheckSchema(StructuralSchema schema, Level level, FieldPath path)
    {
        if (schema.Type == "array" && schema.Items is null && schema.Source["items"] is not JsonArray)
        {
            _errors.Add(FieldError.Required(path.Child("items"), "must be specified"));
        }
        if (schema.Items is { } items)
        {
            CheckSchema(items, Level.Item, path.Child("items"));
        }
        foreach (var (name, property) in schema.Properties)
        {
            CheckSchema(property, Level.Field, path.Child("properties").Key(name));
        }
        if (schema.Source["additionalProperties"] is { } additional)
        {
            CheckAdditional(schema, level, path.Child("additionalProperties"));
            if (additional is JsonObject && schema.AdditionalProperties is { } values)
            {
                CheckSchema(values, Level.Field, path.Child("additionalProperties"));
            }
        }
        CheckExtensions(schema, path);
        new NestedRules(_errors).Check(schema, path);
        CheckType(schema, level, path);
        CheckMetadata(schema, level, path);
        if (IsEmbedded(schema) && !schema.PreservesUnknownFields && schema.Properties.Count == 0)
        {
            _errors.Add(
                FieldError.Required(
                    path.Child("properties"),
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
                )
            );
        }
    }

    private static bool IsEmbedded(StructuralSchema schema) =>
        schema.Source["x-kubernetes-embedded-resource"]?.GetValueKind() == JsonValueKind.True;

    private void CheckAdditional(StructuralSchema schema, Level level, FieldPath path)
    {
        if (level == Level.Root)
        {
            _errors.Add(FieldError.Forbidden(path, "must not be used at the root"));
        }
        if (IsEmbedded(schema))
        {
            _errors.Add(FieldError.Forbidden(path, "must not be used if x-kubernetes-embedded-resource is set"));
        }
    }

    private void CheckExtensions(StructuralSchema schema, FieldPath path)
    {
        const string Detail = "must be false if x-kubernetes-int-or-string is true";
        if (schema.IsIntOrString && schema.PreservesUnknownFields)
        {
            _errors.Add(FieldError.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), value: true, Detail));
        }
        if (schema.IsIntOrString && IsEmbedded(schema))
        {
            _errors.Add(FieldError.Invalid(path.Child("x-kubernetes-embedded-resource"), value: true, Detail));
        }
    }

    private void CheckType(StructuralSchema schema, Level level, FieldPath path)
    {
        var at = path.Child("type");
        var type = schema.Type;
        if (IsEmbedded(schema) && type != "object")
        {
            const string Detail = "must be object if x-kubernetes-embedded-resource is true";
            _errors.Add(type.Length == 0 ? FieldError.Required(at, Detail) : FieldError.Invalid(at, type, Detail));
        }
        else if (type.Length == 0 && !schema.IsIntOrString && !schema.PreservesUnknownFields)
        {
            _errors.Add(
                FieldError.Required(
                    at,
                    level switch
                    {
                        Level.Root => "must not be empty at the root",
                        Level.Item => "must not be empty for specified array items",
                        _ => "must not be empty for specified object fields",
                    }
                )
            );
        }
        if (schema.IsIntOrString && type.Length > 0)
        {
            _errors.Add(FieldError.Invalid(at, type, "must be empty if x-kubernetes-int-or-string is true"));
        }
        if (level == Level.Root && type.Length > 0 && type != "object")
        {
            _errors.Add(FieldError.Invalid(at, type, "must be object at the root"));
        }
    }

    /// <summary>The server owns kind and metadata; a schema may restrict the two names and nothing else.</summary>
    private void CheckMetadata(StructuralSchema schema, Level level, FieldPath path)
    {
        if (level != Level.Root && !IsEmbedded(schema))
        {
            return;
        }
        var properties = path.Child("properties");
        foreach (var name in (ReadOnlySpan<string>)["kind", "apiVersion"])
        {
            if (schema.Properties.TryGetValue(name, out var text) && text.Type != "string")
            {
                _errors.Add(FieldError.Invalid(properties.Key(name).Child("type"), text.Type, "must be string"));
            }
        }
        if (!schema.Properties.TryGetValue("metadata", out var metadata))
        {
            return;
        }
        if (metadata.Type != "object")
        {
            _errors.Add(FieldError.Invalid(properties.Key("metadata").Child("type"), metadata.Type, "must be object"));
        }
        if (level == Level.Root && !RestrictsNamesOnly(metadata))
        {
            _errors.Add(
                FieldError.Forbidden(
                    properties.Key("metadata"),
                    "must not specify anything other than name and generateName, but metadata is implicitly specified"
                )
            );
        }
    }

    private static bool RestrictsNamesOnly(StructuralSchema metadata)
    {
        var names = metadata.Properties.Keys;
        var onlyNames = names.All(name => name is "name" or "generateName");
        return onlyNames && metadata.Source.All(member => member.Key is "type" or "properties" or "default");
    }

    /// <summary>What stands inside a logical junctor must stand outside too.</summary>
    private void CheckCompleteness(StructuralSchema schema, FieldPath path)
    {
        CheckJunctors(schema.Rules, schema, path, path);
        if (schema.Items is { } items)
        {
            CheckCompleteness(items, path.Child("items"));
        }
        foreach (var (name, property) in schema.Properties)
        {
            CheckCompleteness(property, path.Child("properties").Key(name));
        }
        if (schema.AdditionalProperties is { } values)
        {
            CheckCompleteness(values, path.Child("additionalProperties"));
        }
    }

    private void CheckJunctors(ValueRules rules, StructuralSchema outer, FieldPath outerPath, FieldPath path)
    {
        foreach (
            var (name, list) in (ReadOnlySpan<(string, IReadOnlyList<ValueRules>)>)
                [("allOf", rules.AllOf), ("anyOf", rules.AnyOf), ("oneOf", rules.OneOf)]
        )
        {
            for (var i = 0; i < list.Count; i++)
            {
                CheckNested(list[i], outer, outerPath, path.Child(name).Index(i));
            }
        }
        if (rules.Not is { } not)
        {
            CheckNested(not, outer, outerPath, path.Child("not"));
        }
    }

    private void CheckNested(ValueRules rules, StructuralSchema? outer, FieldPath outerPath, FieldPath path)
    {
        if (outer is null)
        {
            _errors.Add(FieldError.Required(outerPath, $"because it is defined in {path}"));
            return;
        }
        CheckJunctors(rules, outer, outerPath, path);
        if (rules.Items is { } items)
        {
            CheckNested(items, outer.Items, outerPath.Child("items"), path.Child("items"));
        }
        foreach (var (name, property) in rules.Properties)
        {
            CheckNested(
                property,
                outer.Properties.GetValueOrDefault(name),
                outerPath.Child("properties").Key(name),
                path.Child("properties").Key(name)
            );
        }
    }
}
