using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>What of OpenAPI a schema may use, and how the <c>x-kubernetes-</c> extensions go together.</summary>
internal sealed class OpenApiRules(FieldErrors errors)
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    private static readonly string[] Unsupported =
    [
        "id",
        "additionalItems",
        "patternProperties",
        "definitions",
        "dependencies",
        "$ref",
    ];

    public void Check(JsonObject root, FieldPath path) => Check(root, path, new Place(IsRoot: true, false, null));

    private void Check(JsonObject json, FieldPath path, Place place)
    {
        CheckForm(json, path, place);
        if (json["additionalProperties"] is { } additional)
        {
            CheckAdditional(json, additional, path.Child("additionalProperties"), place with { IsRoot = false });
        }
        var properties = json["properties"] as JsonObject ?? [];
        foreach (var (name, property) in properties)
        {
            if (property is JsonObject child)
            {
                Check(
                    child,
                    path.Child("properties").Key(name),
                    place.Of(name, Flag(json, "x-kubernetes-embedded-resource"))
                );
            }
        }
        var inner = place with { IsRoot = false };
        if (json["not"] is JsonObject not)
        {
            Check(not, path.Child("not"), inner);
        }
        foreach (var junctor in (ReadOnlySpan<string>)["allOf", "oneOf", "anyOf"])
        {
            var index = 0;
            foreach (var nested in json[junctor] as JsonArray ?? [])
            {
                if (nested is JsonObject child)
                {
                    Check(child, path.Child(junctor).Index(index), inner);
                }
                index++;
            }
        }
        if (json["items"] is JsonObject items)
        {
            Check(items, path.Child("items"), inner);
        }
        CheckPreserving(json, path);
        new ListRules(errors).Check(json, path);
        new ValidationRules(errors).Check(json, path);
    }

    private void CheckForm(JsonObject json, FieldPath path, Place place)
    {
        if (json["type"] is JsonValue leaf && leaf.TryGetValue<string>(out var type) && type.Length > 0)
        {
            if (!Types.Contains(type))
            {
                errors.Add(FieldError.NotSupported(path.Child("type"), type, Types));
            }
            if (type == "null")
            {
                errors.Add(
                    FieldError.Forbidden(
                        path.Child("type"),
                        "type cannot be set to null, use nullable as an alternative"
                    )
                );
            }
        }
        if (place.NoDefaults is { } reason && json["default"] is not null)
        {
            errors.Add(FieldError.Forbidden(path.Child("default"), $"must not be set {reason}"));
        }
        foreach (var name in Unsupported)
        {
            if (json[name] is not null and not JsonObject { Count: 0 })
            {
                errors.Add(FieldError.Forbidden(path.Child(name), $"{name} is not supported"));
            }
        }
        if (json["items"] is JsonArray { Count: > 0 })
        {
            errors.Add(FieldError.Forbidden(path.Child("items"), "items must be a schema object and not an array"));
        }
        if (place.IsInMetadata && Flag(json, "x-kubernetes-embedded-resource"))
        {
            errors.Add(
                FieldError.Forbidden(
                    path.Child("x-kubernetes-embedded-resource"),
                    "must not be used inside of resource meta"
                )
            );
        }
        if (Flag(json, "uniqueItems"))
        {
            errors.Add(
                FieldError.Forbidden(
                    path.Child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
                )
            );
        }
    }

    private void CheckAdditional(JsonObject json, JsonNode additional, FieldPath path, Place place)
    {
        if (
            json["properties"] is JsonObject { Count: > 0 }
            && additional.GetValueKind() is JsonValueKind.False or JsonValueKind.Object
        )
        {
            errors.Add(FieldError.Forbidden(path, "additionalProperties and properties are mutual exclusive"));
        }
        if (additional is JsonObject values)
        {
            Check(
                values,
                path,
                place.IsInMetadata
                    ? place with
                    {
                        NoDefaults = "inside additionalProperties applying to object metadata",
                    }
                    : place
            );
        }
    }

    private void CheckPreserving(JsonObject json, FieldPath path)
    {
        if (json["x-kubernetes-preserve-unknown-fields"]?.GetValueKind() == JsonValueKind.False)
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("x-kubernetes-preserve-unknown-fields"),
                    value: false,
                    "must be true or undefined"
                )
            );
        }
    }

    private static bool Flag(JsonObject json, string name) => json[name]?.GetValueKind() == JsonValueKind.True;

    /// <param name="IsRoot">The schema of the whole object.</param>
    /// <param name="IsInMetadata">Within kind, apiVersion or metadata of an object.</param>
    /// <param name="NoDefaults">Why there may be no default here; null where there may be one.</param>
    private readonly record struct Place(bool IsRoot, bool IsInMetadata, string? NoDefaults)
    {
        public Place Of(string property, bool isEmbedded)
        {
            if (!(IsRoot || isEmbedded) || property is not ("metadata" or "kind" or "apiVersion"))
            {
                return this with { IsRoot = false };
            }
            return new Place(IsRoot: false, IsInMetadata: true, IsRoot ? $"in top-level {property}" : NoDefaults);
        }
    }
}
