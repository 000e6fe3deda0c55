using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>
/// What stands inside allOf, anyOf, oneOf and not may restrict the value but not say anything of its structure, and may
/// name only fields that the structure has.
/// </summary>
internal sealed class JunctorChecker(FieldErrors errors)
{
    private static readonly string[] Structural =
    [
        "type",
        "default",
        "nullable",
        "additionalProperties",
        "title",
        "description",
        "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-embedded-resource",
        "x-kubernetes-int-or-string",
        "x-kubernetes-list-type",
        "x-kubernetes-list-map-keys",
        "x-kubernetes-map-type",
        "x-kubernetes-validations",
    ];

    public void Check(StructuralSchema schema, FieldPath path) =>
        CheckJunctors(schema.Source, schema, path, schema.IsIntOrString);

    private void CheckJunctors(JsonObject source, StructuralSchema? outer, FieldPath path, bool mayHaveTypes)
    {
        foreach (var junctor in (string[])["allOf", "anyOf", "oneOf"])
        {
            var index = 0;
            foreach (var nested in source[junctor] as JsonArray ?? [])
            {
                if (nested is JsonObject json)
                {
                    CheckNested(
                        json,
                        outer,
                        path.Child(junctor).Index(index),
                        mayHaveTypes && junctor is "anyOf" or "allOf"
                    );
                }
                index++;
            }
        }
        if (source["not"] is JsonObject not)
        {
            CheckNested(not, outer, path.Child("not"), mayHaveType: false);
        }
    }

    private void CheckNested(JsonObject nested, StructuralSchema? outer, FieldPath path, bool mayHaveType)
    {
        foreach (var name in Structural)
        {
            if (nested.ContainsKey(name) && !(mayHaveType && name == "type"))
            {
                errors.Add(FieldError.Forbidden(path.Child(name), "must be empty to be structural"));
            }
        }
        foreach (var (name, child) in nested["properties"] as JsonObject ?? [])
        {
            var at = path.Child("properties").Key(name);
            if (outer is not null && !outer.Properties.ContainsKey(name))
            {
                errors.Add(
                    FieldError.Required(
                        path.Child("properties").Key(name),
                        "must be specified outside of a logical junctor to be structural"
                    )
                );
            }
            if (child is JsonObject json)
            {
                CheckNested(json, outer?.Properties.GetValueOrDefault(name), at, mayHaveType: false);
            }
        }
        if (nested["items"] is JsonObject items)
        {
            CheckNested(items, outer?.Items, path.Child("items"), mayHaveType: false);
        }
        CheckJunctors(nested, outer, path, mayHaveType);
    }
}
