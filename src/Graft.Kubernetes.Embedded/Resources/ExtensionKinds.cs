using static Graft.Kubernetes.Embedded.Resources.BuiltInResources;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>The kinds that extend the API.</summary>
internal static class ExtensionKinds
{
    public static IEnumerable<ResourceDefinition> All() =>
        [
            Kind(
                "admissionregistration.k8s.io",
                "v1",
                "MutatingWebhookConfiguration",
                "mutatingwebhookconfigurations"
            ) with
            {
                IsNamespaced = false,
                Categories = ["api-extensions"],
            },
            Kind(
                "admissionregistration.k8s.io",
                "v1",
                "ValidatingWebhookConfiguration",
                "validatingwebhookconfigurations"
            ) with
            {
                IsNamespaced = false,
                Categories = ["api-extensions"],
            },
            Kind(
                "apiextensions.k8s.io",
                "v1",
                "CustomResourceDefinition",
                "customresourcedefinitions",
                "crd",
                "crds"
            ) with
            {
                IsNamespaced = false,
                Categories = ["api-extensions"],
                Subresources = [SubresourceDefinition.Status],
            },
            Kind("apiregistration.k8s.io", "v1", "APIService", "apiservices") with
            {
                IsNamespaced = false,
                Categories = ["api-extensions"],
                Subresources = [SubresourceDefinition.Status],
            },
        ];
}
