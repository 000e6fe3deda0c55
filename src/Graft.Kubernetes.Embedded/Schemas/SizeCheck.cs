using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>How many items and properties there must be, which ones, and of which values one must be.</summary>
internal static class SizeCheck
{
    public static void CheckItems(JsonArray array, ValueRules rules, ValuePath path, List<FieldError> errors)
    {
        if (rules.MinItems > array.Count)
        {
            errors.Add(
                FieldError.Invalid(
                    path.Field,
                    array.Count,
                    $"{path.Text} in body should have at least {rules.MinItems} items"
                )
            );
        }
        if (rules.MaxItems < array.Count)
        {
            errors.Add(FieldError.TooMany(path.Field, array.Count, rules.MaxItems.Value));
        }
    }

    /// <summary>An object of the wrong size is not looked into.</summary>
    public static bool HasRightCount(JsonObject json, ValueRules rules, ValuePath path, List<FieldError> errors)
    {
        if (rules.MinProperties > json.Count)
        {
            errors.Add(
                FieldError.Invalid(
                    path.Field,
                    json.Count,
                    $"{path.Text} in body should have at least {rules.MinProperties} properties"
                )
            );
            return false;
        }
        if (rules.MaxProperties < json.Count)
        {
            errors.Add(FieldError.TooMany(path.Field, json.Count, rules.MaxProperties.Value));
            return false;
        }
        return true;
    }

    public static void CheckRequired(JsonObject json, ValueRules rules, ValuePath path, List<FieldError> errors)
    {
        foreach (var name in rules.Required)
        {
            if (!json.ContainsKey(name))
            {
                errors.Add(FieldError.Required(path.Below(name), ""));
            }
        }
    }

    public static void CheckEnum(JsonNode value, ValueRules rules, ValuePath path, List<FieldError> errors)
    {
        if (rules.Enum is not { Count: > 0 } allowed)
        {
            return;
        }
        foreach (var each in allowed)
        {
            if (JsonNode.DeepEquals(each, value))
            {
                return;
            }
        }
        errors.Add(FieldError.NotSupported(path.Field, Plain(value), allowed.Select(Name)));
    }

    private static string Name(JsonNode? allowed) =>
        allowed is JsonValue leaf && leaf.TryGetValue<string>(out var name) ? name : allowed?.ToJsonString() ?? "null";

    private static object Plain(JsonNode value) =>
        value is JsonValue leaf && leaf.TryGetValue<string>(out var text) ? text : value;
}
