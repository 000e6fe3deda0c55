namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>Where a role is.</summary>
/// <param name="Namespace">Empty for a ClusterRole.</param>
/// <param name="Name">The role's name.</param>
internal readonly record struct RoleKey(string Namespace, string Name)
{
    /// <summary>As an error names it: <c>clusterrole.rbac.authorization.k8s.io "x" not found</c>.</summary>
    public string NotFound =>
        $"{(Namespace.Length == 0 ? "clusterrole" : "role")}.rbac.authorization.k8s.io \"{Name}\" not found";
}

/// <summary>Whom a binding names, as users and groups come with requests.</summary>
/// <param name="Namespace">The binding's namespace; empty for a ClusterRoleBinding.</param>
/// <param name="IsGroup">A group, or else a user, service accounts being users.</param>
/// <param name="Name">The user's or the group's name.</param>
internal readonly record struct SubjectKey(string Namespace, bool IsGroup, string Name);

/// <summary>That a binding gives a role to one of its subjects.</summary>
/// <param name="BindingUid">Which binding.</param>
/// <param name="Subject">To whom.</param>
/// <param name="Role">What.</param>
/// <param name="Description">The binding in words, as reasons carry them.</param>
internal sealed record RoleGrant(string BindingUid, SubjectKey Subject, RoleKey Role, string Description);
