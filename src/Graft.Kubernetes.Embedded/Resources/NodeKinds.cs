using Graft.Kubernetes.Versions;
using static Graft.Kubernetes.Embedded.Resources.BuiltInResources;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>The kinds about nodes, storage and events; some depend on the version that is served.</summary>
internal static class NodeKinds
{
    public static IEnumerable<ResourceDefinition> All(KubernetesVersion version)
    {
        var runtimeClass = Kind("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses") with { IsNamespaced = false };
        var beta = runtimeClass with { Version = "v1beta1", StorageVersion = "v1beta1" };
        if (version >= new KubernetesVersion(1, 20))
        {
            yield return runtimeClass;
            beta = beta with { StorageVersion = "v1" };
        }
        if (version < new KubernetesVersion(1, 25))
        {
            yield return beta;
            yield return Kind("policy", "v1beta1", "PodSecurityPolicy", "podsecuritypolicies", "psp") with
            {
                IsNamespaced = false,
            };
        }
        yield return Kind("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", "pc") with
        {
            IsNamespaced = false,
        };
        yield return Kind("storage.k8s.io", "v1", "StorageClass", "storageclasses", "sc") with
        {
            IsNamespaced = false,
        };
        yield return Kind("storage.k8s.io", "v1", "CSINode", "csinodes") with
        {
            IsNamespaced = false,
        };
        yield return Kind("storage.k8s.io", "v1", "CSIDriver", "csidrivers") with
        {
            IsNamespaced = false,
        };
        yield return Kind("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments") with
        {
            IsNamespaced = false,
            Subresources = [SubresourceDefinition.Status],
        };
        yield return Kind("events.k8s.io", "v1", "Event", "events", "ev");
    }
}
