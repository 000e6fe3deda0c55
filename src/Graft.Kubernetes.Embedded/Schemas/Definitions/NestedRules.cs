using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Schemas.Patterns;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>What may not stand inside a logical junctor.</summary>
internal sealed class NestedRules(List<FieldError> errors)
{
    private static readonly (string Name, string Detail)[] Forbidden =
    [
        ("type", "must be empty to be structural"),
        ("additionalProperties", "must be undefined to be structural"),
        ("default", "must be undefined to be structural"),
        ("title", "must be empty to be structural"),
        ("description", "must be empty to be structural"),
        ("nullable", "must be false to be structural"),
        ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
        ("x-kubernetes-embedded-resource", "must be false to be structural"),
        ("x-kubernetes-int-or-string", "must be false to be structural"),
        ("x-kubernetes-list-map-keys", "must be empty to be structural"),
        ("x-kubernetes-list-type", "must be undefined to be structural"),
        ("x-kubernetes-map-type", "must be undefined to be structural"),
        ("x-kubernetes-validations", "must be empty to be structural"),
    ];

    public void Check(StructuralSchema schema, FieldPath path) =>
        CheckValue(schema.Source, path, IsIntOrString(schema.Source["anyOf"]), FirstIsIntOrString(schema.Source));

    private void CheckValue(JsonObject json, FieldPath path, bool skipsAnyOf, bool skipsFirstAnyOf)
    {
        if (!skipsAnyOf)
        {
            CheckList(json, "anyOf", path, skipsFirst: false);
        }
        CheckList(json, "allOf", path, skipsFirstAnyOf);
        CheckList(json, "oneOf", path, skipsFirst: false);
        if (json["not"] is JsonObject not)
        {
            CheckNested(not, path.Child("not"), skipsAnyOf: false);
        }
        if (json["pattern"] is JsonValue leaf && leaf.TryGetValue<string>(out var pattern))
        {
            CheckPattern(pattern, path.Child("pattern"));
        }
    }

    private void CheckList(JsonObject json, string name, FieldPath path, bool skipsFirst)
    {
        var index = 0;
        foreach (var nested in json[name] as JsonArray ?? [])
        {
            if (nested is JsonObject child)
            {
                CheckNested(child, path.Child(name).Index(index), skipsFirst && index == 0);
            }
            index++;
        }
    }

    private void CheckNested(JsonObject json, FieldPath path, bool skipsAnyOf)
    {
        CheckValue(json, path, skipsAnyOf, skipsFirstAnyOf: false);
        if (json["items"] is JsonObject items)
        {
            CheckNested(items, path.Child("items"), skipsAnyOf: false);
        }
        foreach (var (name, property) in json["properties"] as JsonObject ?? [])
        {
            var at = path.Child("properties").Key(name);
            if (property is JsonObject child)
            {
                CheckNested(child, at, skipsAnyOf: false);
            }
            if (name == "metadata")
            {
                errors.Add(FieldError.Forbidden(at, "must not be specified in a nested context"));
            }
        }
        foreach (var (name, detail) in Forbidden)
        {
            if (json.TryGetPropertyValue(name, out var value) && !IsEmpty(value))
            {
                errors.Add(FieldError.Forbidden(path.Child(name), detail));
            }
        }
    }

    private void CheckPattern(string pattern, FieldPath path)
    {
        try
        {
            GoRegex.Compile(pattern);
        }
        catch (FormatException exception)
        {
            errors.Add(
                FieldError.Invalid(path, pattern, $"must be a valid regular expression, but isn't: {exception.Message}")
            );
        }
    }

    private static bool IsEmpty(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            null or JsonValueKind.False => true,
            JsonValueKind.String => value.GetValue<string>().Length == 0,
            JsonValueKind.Array => ((JsonArray)value).Count == 0,
            _ => false,
        };

    private static bool FirstIsIntOrString(JsonObject json) =>
        json["allOf"] is JsonArray { Count: > 0 } all && all[0] is JsonObject first && IsIntOrString(first["anyOf"]);

    private static bool IsIntOrString(JsonNode? anyOf) =>
        anyOf is JsonArray { Count: 2 } list && IsType(list[0], "integer") && IsType(list[1], "string");

    private static bool IsType(JsonNode? node, string type) =>
        node is JsonObject { Count: 1 } json
        && json["type"] is JsonValue leaf
        && leaf.TryGetValue<string>(out var text)
        && text == type;
}
