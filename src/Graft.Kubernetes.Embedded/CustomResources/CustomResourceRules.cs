using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.CustomResources;

/// <summary>What a CustomResourceDefinition must be before its kind can be served, and what it gets without saying.</summary>
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
            SetMissing(names, "singular", kind.ToLowerInvariant());
            SetMissing(names, "listKind", kind + "List");
        }
        CustomResourceStatus.Default(definition);
    }

    public static void Validate(JsonObject definition, JsonObject? old, FieldErrors errors)
    {
        CheckName(definition, errors);
        new NamesRules(errors).CheckGroupAndScope(definition);
        new VersionRules(errors).Check(definition);
        new NamesRules(errors).CheckNames(definition);
        CheckConversion(definition, errors);
        if (old is not null)
        {
            CheckUnchanged(definition, old, errors);
        }
        CheckStoredVersions(definition, errors);
        ApprovalRules.Check(definition, old, errors);
        if (definition.Flag("spec", "preserveUnknownFields") && old?.Flag("spec", "preserveUnknownFields") != true)
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

    private static void SetMissing(JsonObject names, string name, string value)
    {
        if (string.IsNullOrEmpty(names.Text(name)))
        {
            names[name] = value;
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

    private static void CheckName(JsonObject definition, FieldErrors errors)
    {
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
    }

    /// <summary>Webhooks that convert are the one strategy of Kubernetes that is not here; they are refused openly.</summary>
    private static void CheckConversion(JsonObject definition, FieldErrors errors)
    {
        var path = Spec.Child("conversion");
        var strategy = definition.Text("spec", "conversion", "strategy");
        if (string.IsNullOrEmpty(strategy))
        {
            errors.Add(FieldError.Required(path.Child("strategy"), ""));
        }
        else if (strategy == "Webhook")
        {
            errors.Add(
                FieldError.Forbidden(
                    path.Child("strategy"),
                    "conversion by webhooks is not available in this API server"
                )
            );
        }
        else if (strategy != "None")
        {
            errors.Add(FieldError.NotSupported(path.Child("strategy"), strategy, ["None", "Webhook"]));
        }
        else if (definition.At("spec", "conversion", "webhook") is not null)
        {
            errors.Add(
                FieldError.Forbidden(
                    path.Child("webhookClientConfig"),
                    "should not be set when strategy is not set to Webhook"
                )
            );
        }
    }

    private static void CheckUnchanged(JsonObject definition, JsonObject old, FieldErrors errors)
    {
        if (CustomResourceStatus.IsEstablished(old))
        {
            CheckUnchanged(definition, old, errors, "scope");
            CheckUnchanged(definition, old, errors, "names", "kind");
        }
        CheckUnchanged(definition, old, errors, "group");
        CheckUnchanged(definition, old, errors, "names", "plural");
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

    private static void CheckStoredVersions(JsonObject definition, FieldErrors errors)
    {
        var path = FieldPath.Root("status").Child("storedVersions");
        var stored = definition.Texts("status", "storedVersions").ToList();
        if (stored.Count == 0)
        {
            errors.Add(FieldError.Invalid(path, JsonNodes.ToArray(stored), "must have at least one stored version"));
            return;
        }
        var versions = definition.Objects("spec", "versions").ToList();
        foreach (var version in versions.Where(version => version.Flag("storage")))
        {
            if (!stored.Contains(version.Text("name") ?? "", StringComparer.Ordinal))
            {
                errors.Add(
                    FieldError.Invalid(
                        path,
                        JsonNodes.ToArray(stored),
                        $"must have the storage version {version.Text("name")}"
                    )
                );
            }
        }
        for (var i = 0; i < stored.Count; i++)
        {
            if (!versions.Exists(version => version.Text("name") == stored[i]))
            {
                errors.Add(
                    FieldError.Invalid(
                        path.Index(i),
                        stored[i],
                        $"missing from spec.versions; {stored[i]} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {stored[i]} and removes {stored[i]} from status.storedVersions"
                    )
                );
            }
        }
    }
}
