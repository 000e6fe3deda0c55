using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>Rights in a whole cluster.</summary>
public sealed record ClusterRole : ApiResource<ClusterRole>, IResource<ClusterRole>
{
    public static ResourceType ResourceType { get; } =
        new("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false);

    public static JsonTypeInfo<ClusterRole> JsonTypeInfo => ApiJson.Context.ClusterRole;

    public IReadOnlyList<PolicyRule>? Rules { get; init; }
}
