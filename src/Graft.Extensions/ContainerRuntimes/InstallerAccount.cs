using Graft.Api.Kubernetes;
using Graft.Extensions.Clusters;
using Graft.Extensions.ManagedResources;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// The service account of the installer's pods, which have no business with the API server; and in old Shoots the pod
/// security policy that lets them be privileged.
/// </summary>
public static class InstallerAccount
{
    private const string PolicyPlugin = "PodSecurityPolicy";

    public static Manifest AddInstallerAccount(
        this Manifest manifest,
        RuntimeComponent component,
        ClusterContext cluster
    )
    {
        manifest.Add(
            new ServiceAccount
            {
                Metadata = new ObjectMeta { Name = component.ServiceAccountName, Namespace = "kube-system" },
                AutomountServiceAccountToken = false,
            }
        );
        return HasPodSecurityPolicies(cluster) ? AddPolicy(manifest, component.ServiceAccountName) : manifest;
    }

    /// <summary>Below 1.25 the API server enforces them unless the Shoot switches them off.</summary>
    internal static bool HasPodSecurityPolicies(ClusterContext cluster) =>
        !cluster.KubernetesVersion.IsAtLeast(1, 25)
        && cluster.Shoot.Spec?.Kubernetes?.KubeAPIServer?.AdmissionPlugins?.Any(plugin =>
            plugin is { Name: PolicyPlugin, Disabled: true }
        )
            is not true;

    private static Manifest AddPolicy(Manifest manifest, string name)
    {
        var anything = new PolicyStrategy { Rule = "RunAsAny" };
        manifest.Add(
            new PodSecurityPolicy
            {
                Metadata = new ObjectMeta
                {
                    Name = name,
                    Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["seccomp.security.alpha.kubernetes.io/allowedProfileNames"] = "runtime/default",
                        ["seccomp.security.alpha.kubernetes.io/defaultProfileName"] = "runtime/default",
                    },
                },
                Spec = new PodSecurityPolicySpec
                {
                    Privileged = true,
                    HostPID = true,
                    Volumes = ["hostPath", "configMap"],
                    AllowedHostPaths = [new AllowedHostPath { PathPrefix = "/" }],
                    RunAsUser = anything,
                    SeLinux = anything,
                    SupplementalGroups = anything,
                    FsGroup = anything,
                },
            }
        );
        manifest.Add(
            new ClusterRole
            {
                Metadata = new ObjectMeta { Name = name },
                Rules =
                [
                    new PolicyRule
                    {
                        ApiGroups = ["policy"],
                        Resources = ["podsecuritypolicies"],
                        ResourceNames = [name],
                        Verbs = ["use"],
                    },
                ],
            }
        );
        return manifest.Add(
            new ClusterRoleBinding
            {
                Metadata = new ObjectMeta { Name = name },
                RoleRef = new RoleRef
                {
                    ApiGroup = "rbac.authorization.k8s.io",
                    Kind = "ClusterRole",
                    Name = name,
                },
                Subjects =
                [
                    new Subject
                    {
                        Kind = "ServiceAccount",
                        Name = name,
                        Namespace = "kube-system",
                    },
                ],
            }
        );
    }
}
