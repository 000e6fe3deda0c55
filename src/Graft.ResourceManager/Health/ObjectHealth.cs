using System.Text.Json.Nodes;
using Graft.ResourceManager.Objects;

namespace Graft.ResourceManager.Health;

/// <summary>How a single object fares, by its kind; kinds without a rule are healthy once they are there.</summary>
internal static class ObjectHealth
{
    /// <summary>What is wrong; null when nothing is.</summary>
    public static string? Problem(ObjectReference reference, JsonObject item) =>
        ObjectControls.IsHealthCheckSkipped(item)
            ? null
            : (reference.Group, reference.Kind) switch
            {
                ("apps", "DaemonSet") => DaemonSetHealth.Problem(item),
                ("apps", "Deployment") => WorkloadHealth.Deployment(item),
                ("apps", "StatefulSet") => WorkloadHealth.StatefulSet(item),
                ("batch", "Job") => WorkloadHealth.Job(item),
                ("", "Pod") => WorkloadHealth.Pod(item),
                ("apiextensions.k8s.io", "CustomResourceDefinition") => WorkloadHealth.CustomResourceDefinition(item),
                _ => null,
            };

    /// <summary>What is still being rolled out; null when nothing is.</summary>
    public static string? Progress(ObjectReference reference, JsonObject item) =>
        ObjectControls.IsHealthCheckSkipped(item)
            ? null
            : (reference.Group, reference.Kind) switch
            {
                ("apps", "DaemonSet") => DaemonSetHealth.Progress(item),
                ("apps", "Deployment") => WorkloadHealth.DeploymentProgress(item),
                ("apps", "StatefulSet") => WorkloadHealth.StatefulSetProgress(item),
                _ => null,
            };
}
