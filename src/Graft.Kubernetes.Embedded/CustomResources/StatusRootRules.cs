using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>
/// Where status is written apart, what the root of a schema says must not depend on other fields: the status is judged
/// without them.
/// </summary>
internal static class StatusRootRules
{
    private const string Fields =
        "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]";

    private static readonly FrozenSet<string> Allowed = FrozenSet.Create(
        StringComparer.Ordinal,
        "description",
        "type",
        "format",
        "title",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "multipleOf",
        "required",
        "items",
        "properties",
        "externalDocs",
        "example",
        "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-validations"
    );

    public static void Check(JsonObject schema, FieldPath path, FieldErrors errors)
    {
        if (schema.Text("type") is { Length: > 0 } type && type != "object")
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("openAPIV3Schema.type"),
                    type,
                    "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"
                )
            );
        }
        if (schema.Any(member => !Allowed.Contains(member.Key) && !IsEmpty(member.Value)))
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("openAPIV3Schema"),
                    schema,
                    $"only {Fields} fields are allowed at the root of the schema if the status subresource is enabled"
                )
            );
        }
    }

    private static bool IsEmpty(JsonNode? value) =>
        value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 }
        || value.GetValueKind() == JsonValueKind.False;
}
