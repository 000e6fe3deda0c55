using static Graft.Kubernetes.Embedded.Resources.BuiltInResources;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>Roles, leases, requests for certificates, and the reviews that are answered and never stored.</summary>
internal static class AccessKinds
{
    private static readonly string[] CreateOnly = ["create"];

    public static IEnumerable<ResourceDefinition> All() =>
        [
            Kind("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles") with
            {
                IsNamespaced = false,
            },
            Kind("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings") with
            {
                IsNamespaced = false,
            },
            Kind("rbac.authorization.k8s.io", "v1", "Role", "roles"),
            Kind("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
            Kind("coordination.k8s.io", "v1", "Lease", "leases"),
            Kind("certificates.k8s.io", "v1", "CertificateSigningRequest", "certificatesigningrequests", "csr") with
            {
                IsNamespaced = false,
                Subresources = [new("approval", ["get", "patch", "update"]), SubresourceDefinition.Status],
                SelectableFields = ["spec.signerName"],
            },
        ];

    public static IEnumerable<ResourceDefinition> Reviews() =>
        [
            Review("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews") with
            {
                IsNamespaced = true,
            },
            Review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews"),
            Review("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews"),
            Review("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews"),
            Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"),
            Review("authentication.k8s.io", "TokenReview", "tokenreviews"),
            Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews") with
            {
                Version = "v1beta1",
                StorageVersion = "v1",
            },
        ];

    private static ResourceDefinition Review(string group, string kind, string plural) =>
        Kind(group, "v1", kind, plural) with
        {
            IsNamespaced = false,
            Verbs = CreateOnly,
        };
}
