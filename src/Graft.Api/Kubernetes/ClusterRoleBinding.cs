using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>Grants a cluster role.</summary>
public sealed record ClusterRoleBinding : ApiResource<ClusterRoleBinding>, IResource<ClusterRoleBinding>
{
    public static ResourceType ResourceType { get; } =
        new("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false);

    public static JsonTypeInfo<ClusterRoleBinding> JsonTypeInfo => ApiJson.Context.ClusterRoleBinding;

    public RoleRef? RoleRef { get; init; }

    public IReadOnlyList<Subject>? Subjects { get; init; }
}
