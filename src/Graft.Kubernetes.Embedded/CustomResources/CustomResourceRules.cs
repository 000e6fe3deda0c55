using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>What a CustomResourceDefinition must be before its kind can be served.</summary>
internal static class CustomResourceRules
{
    /// <summary>Holds a definition until the objects of its kind are gone.</summary>
    public const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";

    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Default(JsonObject definition)
    {
        AddCleanup(definition);
        if (definition.ObjectAt("spec") is not { } spec)
        {
            return;
        }
        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        if (spec.ObjectAt("names") is { } names && names.Text("kind") is { Length: > 0 } kind)
        {
            names["listKind"] ??= kind + "List";
            names["singular"] ??= kind.ToLowerInvariant();
        }
    }

    private static void AddCleanup(JsonObject definition)
    {
        var finalizers = definition.Texts("metadata", "finalizers").ToList();
        var isDeleting = definition.Text("metadata", "deletionTimestamp") is not null;
        if (!isDeleting && !finalizers.Contains(Cleanup, StringComparer.Ordinal))
        {
            definition.Metadata()["finalizers"] = JsonNodes.ToArray([.. finalizers, Cleanup]);
        }
    }

    public static void Validate(JsonObject definition, JsonObject? old, FieldErrors errors)
    {
        CheckNames(definition, errors);
        CheckVersions(definition, errors);
        if (old is not null)
        {
            CheckUnchanged(definition, old, errors, "group");
            CheckUnchanged(definition, old, errors, "scope");
            CheckUnchanged(definition, old, errors, "names", "plural");
            CheckUnchanged(definition, old, errors, "names", "kind");
        }
    }

    private static void CheckNames(JsonObject definition, FieldErrors errors)
    {
        foreach (
            var path in (string[][])
                [
                    ["group"],
                    ["scope"],
                    ["names", "plural"],
                    ["names", "kind"],
                ]
        )
        {
            if (string.IsNullOrEmpty(definition.Text(["spec", .. path])))
            {
                errors.Add(FieldError.Required(path.Aggregate(Spec, (at, name) => at.Child(name)), ""));
            }
        }
        var expected = $"{definition.Text("spec", "names", "plural")}.{definition.Text("spec", "group")}";
        var name = definition.Text("metadata", "name");
        if (name != expected)
        {
            errors.Add(
                FieldError.Invalid(
                    FieldPath.Root("metadata").Child("name"),
                    name,
                    "must be spec.names.plural+\".\"+spec.group"
                )
            );
        }
        if (definition.Text("spec", "scope") is { Length: > 0 } scope and not ("Namespaced" or "Cluster"))
        {
            errors.Add(FieldError.NotSupported(Spec.Child("scope"), scope, ["Cluster", "Namespaced"]));
        }
        if (definition.Text("spec", "conversion", "strategy") is { } strategy and not "None")
        {
            errors.Add(FieldError.NotSupported(Spec.Child("conversion").Child("strategy"), strategy, ["None"]));
        }
        if (definition.At("spec", "preserveUnknownFields") is { } preserves && preserves.ToJsonString() == "true")
        {
            errors.Add(
                FieldError.Invalid(
                    Spec.Child("preserveUnknownFields"),
                    value: true,
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
                )
            );
        }
    }

    private static void CheckVersions(JsonObject definition, FieldErrors errors)
    {
        var path = Spec.Child("versions");
        var versions = definition.Objects("spec", "versions").ToList();
        if (versions.Count(version => version.Flag("storage")) != 1)
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    definition.At("spec", "versions"),
                    "must have exactly one version marked as storage version"
                )
            );
        }
        for (var i = 0; i < versions.Count; i++)
        {
            CheckVersion(versions[i], path.Index(i), errors);
        }
    }

    private static void CheckVersion(JsonObject version, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(version.Text("name")))
        {
            errors.Add(FieldError.Required(path.Child("name"), ""));
        }
        if (version.ObjectAt("schema", "openAPIV3Schema") is { } schema)
        {
            StructuralSchema.Parse(schema, path.Child("schema").Child("openAPIV3Schema"), errors);
        }
        else
        {
            errors.Add(FieldError.Required(path.Child("schema").Child("openAPIV3Schema"), "schemas are required"));
        }
        var columns = version.Objects("additionalPrinterColumns").ToList();
        for (var i = 0; i < columns.Count; i++)
        {
            foreach (var field in (string[])["name", "type", "jsonPath"])
            {
                if (string.IsNullOrEmpty(columns[i].Text(field)))
                {
                    errors.Add(FieldError.Required(path.Child("additionalPrinterColumns").Index(i).Child(field), ""));
                }
            }
        }
    }

    private static void CheckUnchanged(JsonObject definition, JsonObject old, FieldErrors errors, params string[] path)
    {
        string[] full = ["spec", .. path];
        if (definition.Text(full) != old.Text(full))
        {
            errors.Add(
                FieldError.Invalid(
                    path.Aggregate(Spec, (at, name) => at.Child(name)),
                    definition.Text(full),
                    "field is immutable"
                )
            );
        }
    }
}
