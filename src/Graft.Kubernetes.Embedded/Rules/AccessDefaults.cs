using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Authorization.Rbac;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>The defaults of RoleBindings and ClusterRoleBindings.</summary>
internal static class AccessDefaults
{
    public static void Binding(JsonObject value)
    {
        if (value.ObjectAt("roleRef") is { } role && string.IsNullOrEmpty(role.Text("apiGroup")))
        {
            role["apiGroup"] = RbacIndex.Group;
        }
        foreach (var subject in value.Objects("subjects"))
        {
            if (string.IsNullOrEmpty(subject.Text("apiGroup")) && subject.Text("kind") is "User" or "Group")
            {
                subject["apiGroup"] = RbacIndex.Group;
            }
        }
    }
}
