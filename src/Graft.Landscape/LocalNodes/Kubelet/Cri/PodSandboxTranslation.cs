using Graft.Api.Kubernetes;
using Graft.Containerd.Protocol;

namespace Graft.Landscape.LocalNodes.Kubelet.Cri;

/// <summary>What a pod means in terms of the container runtime interface; labels and paths are those that kubelets use.</summary>
internal static class PodSandboxTranslation
{
    /// <summary>Below it each pod has a directory of logs.</summary>
    public const string LogRoot = "/var/log/pods";

    public const string PodUidLabel = "io.kubernetes.pod.uid";

    /// <param name="pod">The pod.</param>
    /// <param name="cgroupParent">The cgroup, or systemd slice, below which its containers are.</param>
    public static PodSandboxConfig ConfigOf(Pod pod, string cgroupParent)
    {
        var metadata = pod.Metadata;
        var isPrivileged = (pod.Spec?.Containers ?? []).Any(each => each.SecurityContext?.Privileged == true);
        return new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata
            {
                Name = metadata.Name,
                Namespace = metadata.Namespace,
                Uid = metadata.Uid,
            },
            // A pod in the node's network has the node's name too.
            Hostname = pod.Spec?.HostNetwork == true ? "" : HostNameOf(metadata.Name!),
            LogDirectory = LogDirectoryOf(metadata),
            Labels =
            {
                ["io.kubernetes.pod.name"] = metadata.Name,
                ["io.kubernetes.pod.namespace"] = metadata.Namespace,
                [PodUidLabel] = metadata.Uid,
            },
            Linux = new LinuxPodSandboxConfig
            {
                CgroupParent = cgroupParent,
                SecurityContext = new LinuxSandboxSecurityContext
                {
                    NamespaceOptions = NamespacesOf(pod),
                    Privileged = isPrivileged,
                    Seccomp = new SecurityProfile
                    {
                        ProfileType = isPrivileged
                            ? SecurityProfile.Types.ProfileType.Unconfined
                            : SecurityProfile.Types.ProfileType.RuntimeDefault,
                    },
                },
            },
        };
    }

    public static string LogDirectoryOf(ObjectMeta pod) => $"{LogRoot}/{pod.Namespace}_{pod.Name}_{pod.Uid}";

    public static NamespaceOption NamespacesOf(Pod pod) =>
        new()
        {
            Network = pod.Spec?.HostNetwork == true ? NamespaceMode.Node : NamespaceMode.Pod,
            Pid = pod.Spec?.HostPID == true ? NamespaceMode.Node : NamespaceMode.Container,
            Ipc = NamespaceMode.Pod,
        };

    /// <summary>Linux takes names of 63 characters.</summary>
    private static string HostNameOf(string pod) => pod.Length <= 63 ? pod : pod[..63].TrimEnd('-', '.');
}
