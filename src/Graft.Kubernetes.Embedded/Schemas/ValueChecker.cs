using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>
/// Walks a value along its schema. Errors come in kube-apiserver's order, and an error in a part that is the same as
/// before the write is dropped: an object that was accepted once can be changed elsewhere (ratcheting).
/// </summary>
internal sealed class ValueChecker(List<FieldError> errors, ValuePath path)
{
    private readonly JunctorCheck _junctors = new(errors, path);

    /// <summary>The number of checks that were made; among alternatives, the one with the most comes nearest.</summary>
    /// <param name="value">The value as it is to be stored.</param>
    /// <param name="old">The value before; null where there was none that corresponds.</param>
    /// <param name="schema">What both must be.</param>
    public int Check(JsonNode? value, JsonNode? old, StructuralSchema schema)
    {
        var before = errors.Count;
        var checks = CheckAll(value, old, schema);
        if (errors.Count > before && old is not null && JsonNode.DeepEquals(value, old))
        {
            errors.RemoveRange(before, errors.Count - before);
        }
        return checks;
    }

    public int CheckField(string name, JsonNode? value, JsonNode? old, StructuralSchema schema)
    {
        path.Push(name);
        var checks = Check(value, old, schema);
        path.Pop();
        return checks;
    }

    private int CheckAll(JsonNode? value, JsonNode? old, StructuralSchema schema)
    {
        if (value is null)
        {
            if (!schema.IsNullable && (schema.Type.Length > 0 || schema.IsIntOrString))
            {
                AddTypeError(schema, "null");
            }
            return 1;
        }
        var checks = 1;
        var actual = JsonNumber.TypeName(value);
        if (!HasType(actual, schema))
        {
            AddTypeError(schema, actual);
            checks = 0;
        }
        var rules = schema.Rules;
        if (!ReferenceEquals(rules, ValueRules.None))
        {
            checks += _junctors.Check(value, rules, this);
            checks += ScalarCheck.Check(value, rules, path, errors);
        }
        return value switch
        {
            JsonArray array => checks + CheckArray(array, old as JsonArray, schema),
            JsonObject json => checks + CheckObject(json, old as JsonObject, schema),
            _ => checks,
        };
    }

    /// <summary>Checks a value by restrictions alone, as they stand within a logical junctor.</summary>
    public int CheckRules(JsonNode value, ValueRules rules)
    {
        var checks = 1;
        if (rules.Type.Length > 0)
        {
            var actual = JsonNumber.TypeName(value);
            if (rules.Type != actual && !(rules.Type == "number" && actual == "integer"))
            {
                errors.Add(TypeError(rules.Type, actual));
                checks = 0;
            }
        }
        checks += _junctors.Check(value, rules, this);
        checks += ScalarCheck.Check(value, rules, path, errors);
        switch (value)
        {
            case JsonArray array:
                for (var i = 0; rules.Items is not null && i < array.Count; i++)
                {
                    path.PushIndex(i);
                    checks += array[i] is { } item ? CheckRules(item, rules.Items) : 1;
                    path.Pop();
                }
                SizeCheck.CheckItems(array, rules, path, errors);
                SizeCheck.CheckEnum(value, rules, path, errors);
                return checks;
            case JsonObject json:
                SizeCheck.CheckEnum(value, rules, path, errors);
                return SizeCheck.HasRightCount(json, rules, path, errors) ? checks + CheckMembers(json, rules) : checks;
            default:
                return checks;
        }
    }

    private int CheckMembers(JsonObject json, ValueRules rules)
    {
        var checks = 0;
        foreach (var (name, nested) in rules.Properties)
        {
            if (json.TryGetPropertyValue(name, out var child))
            {
                path.Push(name);
                checks += child is not null ? CheckRules(child, nested) : 1;
                path.Pop();
            }
        }
        SizeCheck.CheckRequired(json, rules, path, errors);
        return checks;
    }

    private int CheckArray(JsonArray array, JsonArray? old, StructuralSchema schema)
    {
        var checks = 0;
        if (schema.Items is { } items)
        {
            var correlation = new ListCorrelation(schema, old);
            for (var i = 0; i < array.Count; i++)
            {
                path.PushIndex(i);
                checks += Check(array[i], correlation.Find(array[i]), items);
                path.Pop();
            }
        }
        SizeCheck.CheckItems(array, schema.Rules, path, errors);
        SizeCheck.CheckEnum(array, schema.Rules, path, errors);
        return checks;
    }

    private int CheckObject(JsonObject json, JsonObject? old, StructuralSchema schema)
    {
        SizeCheck.CheckEnum(json, schema.Rules, path, errors);
        if (!SizeCheck.HasRightCount(json, schema.Rules, path, errors))
        {
            return 0;
        }
        var checks = 0;
        if (schema.AdditionalProperties is { } values)
        {
            foreach (var (name, child) in json)
            {
                if (!schema.Properties.ContainsKey(name))
                {
                    checks += CheckField(name, child, old?[name], values);
                }
            }
        }
        foreach (var (name, property) in schema.Properties)
        {
            if (json.TryGetPropertyValue(name, out var child))
            {
                checks += CheckField(name, child, old?[name], property);
            }
        }
        SizeCheck.CheckRequired(json, schema.Rules, path, errors);
        return checks;
    }

    private static bool HasType(string actual, StructuralSchema schema) =>
        schema.IsIntOrString
            ? actual is "integer" or "string"
            : schema.Type.Length == 0 || schema.Type == actual || (schema.Type == "number" && actual == "integer");

    private void AddTypeError(StructuralSchema schema, string actual) =>
        errors.Add(TypeError(schema.IsIntOrString ? "integer,string" : schema.Type, actual));

    private FieldError TypeError(string expected, string actual) =>
        FieldError.TypeInvalid(path.Field, actual, $"{path.Text} in body must be of type {expected}: \"{actual}\"");
}
