using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization.Rbac;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Selectors;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>What holds for roles and their bindings.</summary>
internal static class AccessRules
{
    private static readonly string[] RoleKinds = ["Role", "ClusterRole"];

    private static readonly string[] SubjectKinds = ["ServiceAccount", "User", "Group"];

    private static readonly string[] Groups = [RbacIndex.Group];

    private static readonly string[] CoreGroup = [""];

    public static void Validate(JsonObject value, JsonObject? old, ResourceDefinition definition, FieldErrors errors)
    {
        if (definition.GroupResource == RbacIndex.ClusterRoles || definition.GroupResource == RbacIndex.Roles)
        {
            ValidateRole(value, definition.IsNamespaced, errors);
        }
        else
        {
            ValidateBinding(value, old, definition.IsNamespaced, errors);
        }
    }

    private static void ValidateRole(JsonObject value, bool isNamespaced, FieldErrors errors)
    {
        var index = 0;
        foreach (var rule in value.Objects("rules"))
        {
            ValidateRule(PolicyRule.From(rule), FieldPath.Root("rules").Index(index++), isNamespaced, errors);
        }
        if (value.ObjectAt("aggregationRule") is not { } aggregation)
        {
            return;
        }
        var path = FieldPath.Root("aggregationRule").Child("clusterRoleSelectors");
        var selectors = aggregation.Objects("clusterRoleSelectors").ToList();
        if (selectors.Count == 0)
        {
            errors.Add(
                FieldError.Required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil")
            );
        }
        for (var i = 0; i < selectors.Count; i++)
        {
            try
            {
                LabelSelector.From(selectors[i]);
            }
            catch (ApiException exception)
            {
                errors.Add(FieldError.Invalid(path.Index(i), selectors[i], exception.Message));
            }
        }
    }

    private static void ValidateRule(PolicyRule rule, FieldPath path, bool isNamespaced, FieldErrors errors)
    {
        if (rule.Verbs.Count == 0)
        {
            errors.Add(FieldError.Required(path.Child("verbs"), "verbs must contain at least one value"));
        }
        if (rule.NonResourceUrls.Count > 0)
        {
            var urls = JsonNodes.ToArray(rule.NonResourceUrls);
            if (isNamespaced)
            {
                errors.Add(
                    FieldError.Invalid(
                        path.Child("nonResourceURLs"),
                        urls,
                        "namespaced rules cannot apply to non-resource URLs"
                    )
                );
            }
            if (rule.Groups.Count > 0 || rule.Resources.Count > 0 || rule.ResourceNames.Count > 0)
            {
                errors.Add(
                    FieldError.Invalid(
                        path.Child("nonResourceURLs"),
                        urls,
                        "rules cannot apply to both regular resources and non-resource URLs"
                    )
                );
            }
            return;
        }
        if (rule.Groups.Count == 0)
        {
            errors.Add(
                FieldError.Required(path.Child("apiGroups"), "resource rules must supply at least one api group")
            );
        }
        if (rule.Resources.Count == 0)
        {
            errors.Add(
                FieldError.Required(path.Child("resources"), "resource rules must supply at least one resource")
            );
        }
    }

    private static void ValidateBinding(JsonObject value, JsonObject? old, bool isNamespaced, FieldErrors errors)
    {
        var path = FieldPath.Root("roleRef");
        var role = value.ObjectAt("roleRef") ?? [];
        if (role.Text("apiGroup") != RbacIndex.Group)
        {
            errors.Add(FieldError.NotSupported(path.Child("apiGroup"), role.Text("apiGroup") ?? "", Groups));
        }
        var kinds = isNamespaced ? RoleKinds : RoleKinds[1..];
        if (!kinds.Contains(role.Text("kind") ?? "", StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path.Child("kind"), role.Text("kind") ?? "", kinds));
        }
        if (string.IsNullOrEmpty(role.Text("name")))
        {
            errors.Add(FieldError.Required(path.Child("name"), ""));
        }
        else if (NameRules.CheckPathSegment(role.Text("name")!) is [var fault, ..])
        {
            errors.Add(FieldError.Invalid(path.Child("name"), role.Text("name"), fault));
        }
        var index = 0;
        foreach (var subject in value.Objects("subjects"))
        {
            ValidateSubject(subject, FieldPath.Root("subjects").Index(index++), isNamespaced, errors);
        }
        if (old is not null && !JsonNode.DeepEquals(old["roleRef"], value["roleRef"]))
        {
            errors.Add(FieldError.Invalid(path, value["roleRef"], "cannot change roleRef"));
        }
    }

    private static void ValidateSubject(JsonObject subject, FieldPath path, bool isNamespaced, FieldErrors errors)
    {
        var kind = subject.Text("kind") ?? "";
        var group = subject.Text("apiGroup") ?? "";
        var name = subject.Text("name") ?? "";
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("name"), ""));
        }
        switch (kind)
        {
            case "ServiceAccount":
                if (name.Length > 0 && NameRules.CheckSubdomain(name) is [var fault, ..])
                {
                    errors.Add(FieldError.Invalid(path.Child("name"), name, fault));
                }
                if (group.Length > 0)
                {
                    errors.Add(FieldError.NotSupported(path.Child("apiGroup"), group, CoreGroup));
                }
                if (!isNamespaced && string.IsNullOrEmpty(subject.Text("namespace")))
                {
                    errors.Add(FieldError.Required(path.Child("namespace"), ""));
                }
                break;
            case "User" or "Group":
                if (group != RbacIndex.Group)
                {
                    errors.Add(FieldError.NotSupported(path.Child("apiGroup"), group, Groups));
                }
                break;
            default:
                errors.Add(FieldError.NotSupported(path.Child("kind"), kind, SubjectKinds));
                break;
        }
    }
}
