using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization.Rbac;
using Graft.Kubernetes.Embedded.CustomResources;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>What holds for the objects of single built-in kinds, beyond what holds for all.</summary>
internal static class KindRules
{
    /// <summary>Fills in what clients may leave out.</summary>
    public static void Default(JsonObject value, ResourceDefinition definition)
    {
        switch (definition.GroupResource)
        {
            case { Group: "", Plural: "namespaces" }:
                value.Child("status")["phase"] ??= "Active";
                if (value.Text("metadata", "deletionTimestamp") is null)
                {
                    value.Child("spec")["finalizers"] ??= JsonNodes.ToArray(["kubernetes"]);
                }
                value.Metadata().Child("labels")["kubernetes.io/metadata.name"] = value.Text("metadata", "name");
                break;
            case { Group: "", Plural: "secrets" }:
                value["type"] ??= "Opaque";
                SecretData.MergeStringData(value);
                break;
            case { Group: "", Plural: "pods" }:
                WorkloadDefaults.Pod(value);
                break;
            case { Group: "apps", Plural: "daemonsets" }:
                WorkloadDefaults.DaemonSet(value);
                break;
            case { Group: "apps", Plural: "deployments" }:
                WorkloadDefaults.Deployment(value);
                break;
            case { Group: RbacIndex.Group, Plural: "rolebindings" or "clusterrolebindings" }:
                AccessDefaults.Binding(value);
                break;
            case { Group: "admissionregistration.k8s.io" }:
                WebhookDefaults.Apply(value, definition);
                break;
            case { Group: "apiextensions.k8s.io" }:
                CustomResourceRules.Default(value);
                break;
            default:
                break;
        }
    }

    /// <param name="value">The object as it would be stored.</param>
    /// <param name="old">The object before; null when it is created.</param>
    /// <param name="definition">The kind.</param>
    /// <param name="served">The kind as the client named it.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void Validate(
        JsonObject value,
        JsonObject? old,
        ResourceDefinition definition,
        ResourceDefinition served,
        FieldErrors errors
    )
    {
        switch (definition.GroupResource)
        {
            case { Group: "", Plural: "secrets" }:
                SecretData.ValidateSecret(value, old, errors);
                break;
            case { Group: "", Plural: "configmaps" }:
                SecretData.ValidateConfigMap(value, old, errors);
                break;
            case { Group: "", Plural: "events" }:
                EventRules.Validate(value, old, served, errors);
                break;
            case { Group: "node.k8s.io" }:
                ValidateRuntimeClass(value, old, errors);
                break;
            case { Group: RbacIndex.Group }:
                AccessRules.Validate(value, old, definition, errors);
                break;
            case { Group: "admissionregistration.k8s.io" }:
                WebhookRules.Validate(value, errors);
                break;
            case { Group: "apps", Plural: "daemonsets" or "deployments" or "replicasets" or "statefulsets" }:
                WorkloadRules.Validate(value, old, errors);
                break;
            case { Group: "", Plural: "pods" }:
                WorkloadRules.ValidatePod(value, errors);
                break;
            case { Group: "apiextensions.k8s.io" }:
                CustomResourceRules.Validate(value, old, errors);
                break;
            default:
                break;
        }
    }

    private static void ValidateRuntimeClass(JsonObject value, JsonObject? old, FieldErrors errors)
    {
        var handler = value.Text("handler");
        if (string.IsNullOrEmpty(handler))
        {
            errors.Add(FieldError.Required(FieldPath.Root("handler"), ""));
        }
        else if (NameRules.CheckLabel(handler) is [var fault, ..])
        {
            errors.Add(FieldError.Invalid(FieldPath.Root("handler"), handler, fault));
        }
        if (old is not null && old.Text("handler") != handler)
        {
            errors.Add(FieldError.Invalid(FieldPath.Root("handler"), handler, "field is immutable"));
        }
    }
}
