using System.Text.Json.Nodes;

namespace Graft.ResourceManager.Objects;

/// <summary>The order in which Helm installs kinds; unknown kinds come last, equals stay as they were.</summary>
internal static class InstallOrder
{
    private static readonly string[] s_kinds =
    [
        "PriorityClass",
        "Namespace",
        "NetworkPolicy",
        "ResourceQuota",
        "LimitRange",
        "PodSecurityPolicy",
        "PodDisruptionBudget",
        "ServiceAccount",
        "Secret",
        "SecretList",
        "ConfigMap",
        "StorageClass",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "CustomResourceDefinition",
        "ClusterRole",
        "ClusterRoleList",
        "ClusterRoleBinding",
        "ClusterRoleBindingList",
        "Role",
        "RoleList",
        "RoleBinding",
        "RoleBindingList",
        "Service",
        "DaemonSet",
        "Pod",
        "ReplicationController",
        "ReplicaSet",
        "Deployment",
        "HorizontalPodAutoscaler",
        "StatefulSet",
        "Job",
        "CronJob",
        "IngressClass",
        "Ingress",
        "APIService",
    ];

    public static int Rank(string kind) => Array.IndexOf(s_kinds, kind) is >= 0 and var index ? index : s_kinds.Length;

    public static IEnumerable<JsonObject> Sort(IEnumerable<JsonObject> objects) =>
        objects.OrderBy(item => Rank((string?)item["kind"] ?? ""));
}
