using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>What holds for the metadata of every object.</summary>
internal static class ObjectMetaRules
{
    private const int AnnotationLimit = 256 * 1024;

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
        ValidateFinalizers(metadata, errors);
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

    private static void ValidateFinalizers(JsonObject metadata, FieldErrors errors)
    {
        foreach (var finalizer in metadata.Texts("finalizers"))
        {
            if (NameRules.CheckQualifiedName(finalizer) is [var fault, ..])
            {
                errors.Add(FieldError.Invalid(Metadata.Child("finalizers"), finalizer, fault));
            }
        }
    }

    private static void ValidateOwners(JsonObject metadata, FieldErrors errors)
    {
        var path = Metadata.Child("ownerReferences");
        var index = 0;
        var controllers = 0;
        foreach (var owner in metadata.Objects("ownerReferences"))
        {
            foreach (var field in (ReadOnlySpan<string>)["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.Text(field)))
                {
                    errors.Add(FieldError.Invalid(path.Index(index).Child(field), "", $"{field} must not be empty"));
                }
            }
            controllers += owner.Flag("controller") ? 1 : 0;
            index++;
        }
        if (controllers > 1)
        {
            errors.Add(
                FieldError.Invalid(
                    path,
                    metadata.ArrayAt("ownerReferences"),
                    "Only one reference can have Controller set to true."
                )
            );
        }
    }
}
