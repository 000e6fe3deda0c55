using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Embedded.Tables;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>What holds for CustomResourceDefinitions: only what can be served is stored.</summary>
internal static class CustomResourceRules
{
    /// <summary>Holds a definition until the objects of its kind are gone.</summary>
    public const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";

    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Default(JsonObject value)
    {
        var names = value.Child("spec").Child("names");
        if (names.Text("kind") is { Length: > 0 } kind)
        {
            names["listKind"] ??= kind + "List";
            names["singular"] ??= kind.ToLowerInvariant();
        }
        value.Child("spec").Child("conversion")["strategy"] ??= "None";
        if (value.Text("metadata", "deletionTimestamp") is null)
        {
            var finalizers = value.Texts("metadata", "finalizers").ToList();
            if (!finalizers.Contains(Cleanup, StringComparer.Ordinal))
            {
                value.Metadata()["finalizers"] = JsonNodes.ToArray([.. finalizers, Cleanup]);
            }
        }
    }

    public static void Validate(JsonObject value, JsonObject? old, FieldErrors errors)
    {
        var group = Require(value, errors, "spec", "group");
        var plural = Require(value, errors, "spec", "names", "plural");
        Require(value, errors, "spec", "names", "kind");
        var name = value.Text("metadata", "name");
        if (group is not null && plural is not null && name != $"{plural}.{group}")
        {
            errors.Add(
                FieldError.Invalid(
                    FieldPath.Root("metadata").Child("name"),
                    name,
                    "must be spec.names.plural+\".\"+spec.group"
                )
            );
        }
        if (value.Text("spec", "scope") is not ("Namespaced" or "Cluster"))
        {
            errors.Add(
                FieldError.NotSupported(
                    Spec.Child("scope"),
                    value.Text("spec", "scope") ?? "",
                    ["Cluster", "Namespaced"]
                )
            );
        }
        if (value.Text("spec", "conversion", "strategy") is not (null or "None"))
        {
            errors.Add(
                FieldError.NotSupported(
                    Spec.Child("conversion").Child("strategy"),
                    value.Text("spec", "conversion", "strategy"),
                    ["None"]
                )
            );
        }
        ValidateVersions(value, errors);
        ValidateImmutable(value, old, errors);
    }

    private static string? Require(JsonObject value, FieldErrors errors, params ReadOnlySpan<string> path)
    {
        var text = value.Text(path);
        if (string.IsNullOrEmpty(text))
        {
            var field = FieldPath.Root(path[0]);
            foreach (var part in path[1..])
            {
                field = field.Child(part);
            }
            errors.Add(FieldError.Required(field, ""));
            return null;
        }
        return text;
    }

    private static void ValidateImmutable(JsonObject value, JsonObject? old, FieldErrors errors)
    {
        if (old is null)
        {
            return;
        }
        foreach (var field in (ReadOnlySpan<string>)["group", "scope"])
        {
            if (value.Text("spec", field) != old.Text("spec", field))
            {
                errors.Add(FieldError.Invalid(Spec.Child(field), value.Text("spec", field), "field is immutable"));
            }
        }
    }

    private static void ValidateVersions(JsonObject value, FieldErrors errors)
    {
        var path = Spec.Child("versions");
        var stored = 0;
        var index = 0;
        foreach (var version in value.Objects("spec", "versions"))
        {
            stored += version.Flag("storage") ? 1 : 0;
            ValidateVersion(version, path.Index(index++), errors);
        }
        if (stored != 1)
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    value.At("spec", "versions"),
                    "must have exactly one version marked as storage version"
                )
            );
        }
    }

    private static void ValidateVersion(JsonObject version, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(version.Text("name")))
        {
            errors.Add(FieldError.Required(path.Child("name"), ""));
        }
        var schema = path.Child("schema").Child("openAPIV3Schema");
        if (version.ObjectAt("schema", "openAPIV3Schema") is { } source)
        {
            StructuralSchema.Parse(source, schema, errors);
        }
        else
        {
            errors.Add(FieldError.Required(schema, "schemas are required"));
        }
        var index = 0;
        foreach (var column in version.Objects("additionalPrinterColumns"))
        {
            var field = path.Child("additionalPrinterColumns").Index(index++).Child("jsonPath");
            try
            {
                JsonPath.Parse(column.Text("jsonPath") ?? "");
            }
            catch (FormatException exception)
            {
                errors.Add(FieldError.Invalid(field, column.Text("jsonPath"), exception.Message));
            }
        }
    }
}
