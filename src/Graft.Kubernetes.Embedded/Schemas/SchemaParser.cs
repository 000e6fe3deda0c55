using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Reads a schema and holds it to the rules that make it structural.</summary>
internal sealed class SchemaParser(FieldErrors errors)
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    public static StructuralSchema? ParseObjectSchema(JsonObject json, FieldPath path, FieldErrors errors)
    {
        var before = errors.Count;
        var parser = new SchemaParser(errors);
        var schema = parser.Parse(json, path, new Surroundings(IsRoot: true));
        if (schema.Type.Length > 0 && schema.Type != "object")
        {
            errors.Add(FieldError.Invalid(path.Child("type"), schema.Type, "must be object at the root"));
        }
        else if (schema.Type.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("type"), "must not be empty at the root"));
        }
        if (schema.Properties.TryGetValue("metadata", out var metadata))
        {
            parser.CheckMetadata(metadata, path.Child("properties").Key("metadata"));
        }
        if (errors.Count == before)
        {
            new DefaultChecker(errors).Check(schema, path);
        }
        return errors.Count == before ? schema : null;
    }

    public static StructuralSchema? ParsePart(JsonObject json, FieldPath path, FieldErrors errors)
    {
        var before = errors.Count;
        var schema = new SchemaParser(errors).Parse(json, path, new Surroundings());
        return errors.Count == before ? schema : null;
    }

    private StructuralSchema Parse(JsonObject json, FieldPath path, Surroundings around)
    {
        var reader = new SchemaReader(json, path, errors);
        RefuseWhatIsNotStructural(reader, path);
        var inner = around with { IsRoot = false };
        var listType = reader.Text("x-kubernetes-list-type");
        var isUncorrelatable = inner.IsUncorrelatable || listType is null or "" or "atomic" or "set";
        var schema = new StructuralSchema
        {
            Source = json,
            Type = reader.Text("type") ?? "",
            Description = reader.Text("description") ?? "",
            IsNullable = reader.Flag("nullable"),
            DefaultValue = json.TryGetPropertyValue("default", out var byDefault) ? byDefault : null,
            Properties = reader.Map("properties", (child, at) => Parse(child, at, inner)),
            AdditionalProperties = AdditionalProperties(reader, path, inner),
            Items = Items(reader, path, inner with { IsUncorrelatable = isUncorrelatable }),
            PreservesUnknownFields = reader.Flag("x-kubernetes-preserve-unknown-fields"),
            IsEmbeddedResource = around.IsRoot || reader.Flag("x-kubernetes-embedded-resource"),
            IsIntOrString = reader.Flag("x-kubernetes-int-or-string"),
            ListType = listType is null or "" ? "atomic" : listType,
            ListMapKeys = reader.Texts("x-kubernetes-list-map-keys"),
            IsAtomicMap = reader.Text("x-kubernetes-map-type") == "atomic",
            Rules = reader.Rules(),
        };
        Check(schema, reader, path, around);
        return schema with
        {
            Validations = new SchemaRuleCompiler(errors).Compile(schema, path, around.IsUncorrelatable),
        };
    }

    private void RefuseWhatIsNotStructural(SchemaReader reader, FieldPath path)
    {
        foreach (
            var name in (string[])["$ref", "definitions", "dependencies", "id", "patternProperties", "additionalItems"]
        )
        {
            if (reader.Has(name))
            {
                errors.Add(FieldError.Forbidden(path.Child(name), $"{name} is not supported"));
            }
        }
        if (reader.Flag("uniqueItems"))
        {
            errors.Add(
                FieldError.Forbidden(
                    path.Child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
                )
            );
        }
        if (reader.Has("x-kubernetes-preserve-unknown-fields") && !reader.Flag("x-kubernetes-preserve-unknown-fields"))
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("x-kubernetes-preserve-unknown-fields"),
                    value: false,
                    "must be true or undefined"
                )
            );
        }
        if (reader.Has("properties") && reader.Has("additionalProperties"))
        {
            errors.Add(
                FieldError.Forbidden(
                    path.Child("additionalProperties"),
                    "additionalProperties and properties are mutual exclusive"
                )
            );
        }
    }

    private StructuralSchema? AdditionalProperties(SchemaReader reader, FieldPath path, Surroundings around)
    {
        var at = path.Child("additionalProperties");
        switch (reader.Node("additionalProperties"))
        {
            case JsonObject json:
                return Parse(json, at, around);
            case { } flag when flag.GetValueKind() == JsonValueKind.True:
                return new StructuralSchema { Source = [], PreservesUnknownFields = true };
            case { } flag when flag.GetValueKind() == JsonValueKind.False:
                errors.Add(FieldError.Forbidden(at, "additionalProperties cannot be set to false"));
                return null;
            default:
                return null;
        }
    }

    private StructuralSchema? Items(SchemaReader reader, FieldPath path, Surroundings around)
    {
        switch (reader.Node("items"))
        {
            case JsonObject json:
                return Parse(json, path.Child("items"), around);
            case JsonArray:
                errors.Add(FieldError.Forbidden(path.Child("items"), "items must be a schema object and not an array"));
                return null;
            default:
                return null;
        }
    }

    private void Check(StructuralSchema schema, SchemaReader reader, FieldPath path, Surroundings around)
    {
        var typePath = path.Child("type");
        var mayLackType = schema.IsIntOrString || schema.PreservesUnknownFields || around.IsRoot;
        if (schema.Type.Length > 0 && !Types.Contains(schema.Type))
        {
            errors.Add(FieldError.NotSupported(typePath, schema.Type, Types));
        }
        else if (schema.Type.Length == 0 && !mayLackType)
        {
            errors.Add(FieldError.Required(typePath, "must not be empty for specified object fields"));
        }
        if (schema.IsIntOrString && schema.Type.Length > 0)
        {
            errors.Add(
                FieldError.Invalid(typePath, schema.Type, "must be empty if x-kubernetes-int-or-string is true")
            );
        }
        if (schema.Type == "array" && schema.Items is null && !reader.Has("items"))
        {
            errors.Add(FieldError.Required(path.Child("items"), "must be specified"));
        }
        if (schema.IsEmbeddedResource && !around.IsRoot)
        {
            CheckEmbedded(schema, path);
        }
        new ListTypeChecker(errors).Check(schema, reader, path);
        new JunctorChecker(errors).Check(schema, path);
    }

    private void CheckEmbedded(StructuralSchema schema, FieldPath path)
    {
        if (schema.Type != "object")
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("type"),
                    schema.Type,
                    "must be object if x-kubernetes-embedded-resource is true"
                )
            );
        }
        if (schema.Properties.Count == 0 && !schema.PreservesUnknownFields)
        {
            errors.Add(
                FieldError.Required(
                    path.Child("properties"),
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
                )
            );
        }
    }

    /// <summary>The server owns metadata; a schema may restrict the two names and nothing else.</summary>
    private void CheckMetadata(StructuralSchema metadata, FieldPath path)
    {
        if (metadata.Type.Length > 0 && metadata.Type != "object")
        {
            errors.Add(FieldError.Invalid(path.Child("type"), metadata.Type, "must be object"));
        }
        if (
            metadata.Properties.Keys.Any(name => name is not ("name" or "generateName"))
            || metadata.PreservesUnknownFields
        )
        {
            errors.Add(
                FieldError.Forbidden(
                    path,
                    "must not specify anything other than name and generateName, but metadata is implicitly specified"
                )
            );
        }
    }

    private readonly record struct Surroundings(bool IsRoot = false, bool IsUncorrelatable = false);
}
