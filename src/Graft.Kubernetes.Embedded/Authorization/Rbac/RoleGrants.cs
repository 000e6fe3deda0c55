using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>Reads the grants out of a binding.</summary>
internal static class RoleGrants
{
    public static IEnumerable<RoleGrant> Of(StoredObject binding)
    {
        var role = RoleOf(binding.Value, binding.Namespace);
        foreach (var subject in binding.Value.Objects("subjects"))
        {
            if (KeyOf(subject, binding.Namespace) is { } key)
            {
                yield return new RoleGrant(binding.Uid, key, role, Describe(binding, subject));
            }
        }
    }

    /// <summary>The role that a binding refers to.</summary>
    public static RoleKey RoleOf(JsonObject binding, string @namespace) =>
        new(binding.Text("roleRef", "kind") == "Role" ? @namespace : "", binding.Text("roleRef", "name") ?? "");

    private static SubjectKey? KeyOf(JsonObject subject, string @namespace)
    {
        var name = subject.Text("name") ?? "";
        return subject.Text("kind") switch
        {
            "User" => new SubjectKey(@namespace, IsGroup: false, name),
            "Group" => new SubjectKey(@namespace, IsGroup: true, name),
            "ServiceAccount" when Home(subject, @namespace) is { Length: > 0 } home => new SubjectKey(
                @namespace,
                IsGroup: false,
                $"system:serviceaccount:{home}:{name}"
            ),
            _ => null,
        };
    }

    private static string Home(JsonObject subject, string @namespace) =>
        subject.Text("namespace") is { Length: > 0 } named ? named : @namespace;

    private static string Describe(StoredObject binding, JsonObject subject)
    {
        var kind = subject.Text("kind");
        var name = subject.Text("name");
        var who = kind == "ServiceAccount" ? $"{name}/{Home(subject, binding.Namespace)}" : name;
        var what =
            binding.Namespace.Length == 0
                ? $"ClusterRoleBinding \"{binding.Name}\""
                : $"RoleBinding \"{binding.Name}/{binding.Namespace}\"";
        var role = $"{binding.Value.Text("roleRef", "kind")} \"{binding.Value.Text("roleRef", "name")}\"";
        return $"{what} of {role} to {kind} \"{who}\"";
    }
}
