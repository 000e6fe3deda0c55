using static Graft.Kubernetes.Embedded.Resources.BuiltInResources;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>The kinds that make pods, and those that scale them.</summary>
internal static class WorkloadKinds
{
    public static IEnumerable<ResourceDefinition> All() =>
        [
            Kind("apps", "v1", "DaemonSet", "daemonsets", "ds") with
            {
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("apps", "v1", "Deployment", "deployments", "deploy") with
            {
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Scale, SubresourceDefinition.Status],
            },
            Kind("apps", "v1", "ReplicaSet", "replicasets", "rs") with
            {
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Scale, SubresourceDefinition.Status],
            },
            Kind("apps", "v1", "StatefulSet", "statefulsets", "sts") with
            {
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Scale, SubresourceDefinition.Status],
            },
            Kind("apps", "v1", "ControllerRevision", "controllerrevisions"),
            Kind("batch", "v1", "Job", "jobs") with
            {
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("batch", "v1", "CronJob", "cronjobs", "cj") with
            {
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa") with
            {
                StorageVersion = "v2",
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa") with
            {
                Categories = ["all"],
                Subresources = [SubresourceDefinition.Status],
            },
        ];
}
