using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>Compares an object with its schema, in kube-apiserver's words.</summary>
internal sealed class SchemaValidator
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? old, StructuralSchema schema)
    {
        Visit(value, old, schema, ValuePath.Root);
        new ListDuplicates(_errors).Visit(value, schema, ValuePath.Root);
        if (_errors.Count == 0)
        {
            new RuleEvaluation(_errors).Visit(value, old, schema, ValuePath.Root);
        }
        return _errors;
    }

    /// <summary>Validates a value that stands for a part of an object, such as a default.</summary>
    public IReadOnlyList<FieldError> ValidatePart(JsonNode? value, StructuralSchema schema, FieldPath path)
    {
        var at = ValuePath.At(path);
        Visit(value, null, schema, at);
        new ListDuplicates(_errors).Visit(value, schema, at);
        return _errors;
    }

    private void Visit(JsonNode? value, JsonNode? old, StructuralSchema schema, ValuePath path)
    {
        if (old is not null && JsonNode.DeepEquals(value, old))
        {
            return;
        }
        if (value is null)
        {
            if (!schema.IsNullable && !(schema.PreservesUnknownFields && schema.Type.Length == 0))
            {
                AddTypeError(path, ExpectedType(schema), "null");
            }
            return;
        }
        if (!HasType(value, schema))
        {
            AddTypeError(path, ExpectedType(schema), JsonNumber.TypeName(value));
            return;
        }
        _errors.AddRange(new RuleCheck(schema.Type).Check(value, schema.Rules, path));
        switch (value)
        {
            case JsonObject json:
                VisitObject(json, old as JsonObject, schema, path);
                break;
            case JsonArray array when schema.Items is { } items:
                var correlation = new ListCorrelation(schema, old as JsonArray);
                for (var i = 0; i < array.Count; i++)
                {
                    Visit(array[i], correlation.Find(array[i]), items, path.Index(i));
                }
                break;
        }
    }

    private void VisitObject(JsonObject json, JsonObject? old, StructuralSchema schema, ValuePath path)
    {
        foreach (var (name, child) in json)
        {
            var childSchema = schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties;
            if (childSchema is not null)
            {
                Visit(child, old?[name], childSchema, path.Child(name));
            }
        }
    }

    private static bool HasType(JsonNode value, StructuralSchema schema)
    {
        var actual = JsonNumber.TypeName(value);
        if (schema.IsIntOrString)
        {
            return actual is "integer" or "string";
        }
        return schema.Type.Length == 0
            || string.Equals(schema.Type, actual, StringComparison.Ordinal)
            || (schema.Type == "number" && actual == "integer");
    }

    private static string ExpectedType(StructuralSchema schema) =>
        schema.IsIntOrString ? "integer,string" : schema.Type;

    private void AddTypeError(ValuePath path, string expected, string actual) =>
        _errors.Add(
            FieldError.TypeInvalid(path.Field, actual, $"{path.Text} in body must be of type {expected}: \"{actual}\"")
        );
}
