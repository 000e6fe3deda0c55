using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>What holds for the metadata of every object.</summary>
internal static class ObjectMetaRules
{
    private const int AnnotationLimit = 256 * 1024;

    private static readonly string[] StandardFinalizers = ["kubernetes", Finalization.Orphan, Finalization.Foreground];

    private static readonly FieldPath Metadata = FieldPath.Root("metadata");

    public static void Validate(JsonObject value, ResourceDefinition definition, FieldErrors errors)
    {
        var metadata = value.Metadata();
        if (metadata.Text("name") is { } name && CheckName(definition, name) is [var fault, ..])
        {
            errors.Add(FieldError.Invalid(Metadata.Child("name"), name, fault));
        }
        ValidateLabels(metadata, errors);
        ValidateAnnotations(metadata, errors);
        ValidateFinalizers(metadata, definition, errors);
        ValidateOwners(metadata, errors);
    }

    /// <summary>What a write must leave as it is.</summary>
    public static void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        if (old.Text("metadata", "deletionTimestamp") is null)
        {
            return;
        }
        var known = old.Texts("metadata", "finalizers").ToHashSet(StringComparer.Ordinal);
        var added = value.Texts("metadata", "finalizers").Where(finalizer => !known.Contains(finalizer)).ToList();
        if (added.Count > 0)
        {
            var list = string.Join(", ", added.Select(finalizer => $"\"{finalizer}\""));
            errors.Add(
                FieldError.Forbidden(
                    Metadata.Child("finalizers"),
                    $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}"
                )
            );
        }
    }

    private static IReadOnlyList<string> CheckName(ResourceDefinition definition, string name) =>
        definition switch
        {
            { Group: "rbac.authorization.k8s.io" } => NameRules.CheckPathSegment(name),
            { Group: "", Plural: "namespaces" or "services" } => NameRules.CheckLabel(name),
            _ => NameRules.CheckSubdomain(name),
        };

    private static void ValidateLabels(JsonObject metadata, FieldErrors errors)
    {
        var path = Metadata.Child("labels");
        foreach (var (key, node) in metadata.ObjectAt("labels") ?? [])
        {
            if (NameRules.CheckQualifiedName(key) is [var keyFault, ..])
            {
                errors.Add(FieldError.Invalid(path, key, keyFault));
            }
            if (node is not JsonValue leaf || !leaf.TryGetValue<string>(out var label))
            {
                errors.Add(FieldError.Invalid(path.Key(key), node, "must be a string"));
            }
            else if (NameRules.CheckLabelValue(label) is [var fault, ..])
            {
                errors.Add(FieldError.Invalid(path, label, fault));
            }
        }
    }

    private static void ValidateAnnotations(JsonObject metadata, FieldErrors errors)
    {
        var path = Metadata.Child("annotations");
        var size = 0;
        foreach (var (key, node) in metadata.ObjectAt("annotations") ?? [])
        {
            if (NameRules.CheckQualifiedName(key.ToLowerInvariant()) is [var fault, ..])
            {
                errors.Add(FieldError.Invalid(path, key, fault));
            }
            if (node is not JsonValue leaf || !leaf.TryGetValue<string>(out var text))
            {
                errors.Add(FieldError.Invalid(path.Key(key), node, "must be a string"));
                continue;
            }
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(text);
        }
        if (size > AnnotationLimit)
        {
            errors.Add(FieldError.TooLong(path, "", AnnotationLimit));
        }
    }

    private static void ValidateFinalizers(JsonObject metadata, ResourceDefinition definition, FieldErrors errors)
    {
        var path = Metadata.Child("finalizers");
        var finalizers = metadata.Texts("finalizers").ToList();
        // The servers of extensions are servers of their own, which do not know this rule.
        var isQualified =
            definition is { IsCustom: false, Group: not ("apiextensions.k8s.io" or "apiregistration.k8s.io") };
        for (var i = 0; i < finalizers.Count; i++)
        {
            foreach (var fault in NameRules.CheckQualifiedName(finalizers[i]))
            {
                errors.Add(FieldError.Invalid(path, finalizers[i], fault));
            }
            if (
                isQualified
                && !finalizers[i].Contains('/', StringComparison.Ordinal)
                && !StandardFinalizers.Contains(finalizers[i], StringComparer.Ordinal)
            )
            {
                errors.Add(
                    FieldError.Invalid(
                        path.Index(i),
                        finalizers[i],
                        "name is neither a standard finalizer name nor is it fully qualified"
                    )
                );
            }
        }
        if (
            finalizers.Contains(Finalization.Orphan, StringComparer.Ordinal)
            && finalizers.Contains(Finalization.Foreground, StringComparer.Ordinal)
        )
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    metadata.ArrayAt("finalizers"),
                    $"finalizer {Finalization.Orphan} and {Finalization.Foreground} cannot be both set"
                )
            );
        }
    }

    private static void ValidateOwners(JsonObject metadata, FieldErrors errors)
    {
        var path = Metadata.Child("ownerReferences");
        var controller = "";
        foreach (var owner in metadata.Objects("ownerReferences"))
        {
            ValidateOwner(owner, path, errors);
            if (!owner.Flag("controller"))
            {
                continue;
            }
            var name = $"{owner.Text("kind")}/{owner.Text("name")}";
            if (controller.Length > 0)
            {
                errors.Add(
                    FieldError.Invalid(
                        path,
                        metadata.ArrayAt("ownerReferences"),
                        $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {name}"
                    )
                );
            }
            controller = name;
        }
    }

    private static void ValidateOwner(JsonObject owner, FieldPath path, FieldErrors errors)
    {
        foreach (var field in (ReadOnlySpan<string>)["apiVersion", "kind", "name", "uid"])
        {
            if (string.IsNullOrEmpty(owner.Text(field)))
            {
                var what = field == "apiVersion" ? "version " : "";
                errors.Add(FieldError.Invalid(path.Child(field), "", $"{what}must not be empty"));
            }
        }
        if (owner.Text("apiVersion") == "v1" && owner.Text("kind") == "Event")
        {
            errors.Add(FieldError.Invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"));
        }
    }
}
