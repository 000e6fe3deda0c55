using static Graft.Kubernetes.Embedded.Resources.BuiltInResources;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>The kinds that guide and limit traffic, and those that keep pods available.</summary>
internal static class NetworkKinds
{
    public static IEnumerable<ResourceDefinition> All() =>
        [
            Kind("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "pdb") with
            {
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", "netpol") with
            {
                Singular = "networkpolicy",
            },
            Kind("networking.k8s.io", "v1", "Ingress", "ingresses", "ing") with
            {
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("networking.k8s.io", "v1", "IngressClass", "ingressclasses") with
            {
                IsNamespaced = false,
            },
            Kind("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices"),
        ];
}
