using Graft.Api.Kubernetes;
using Graft.Containerd.Protocol;
using Container = Graft.Api.Kubernetes.Container;

namespace Graft.Landscape.LocalNodes.Kubelet.Cri;

/// <summary>What a container of a pod means in terms of the container runtime interface.</summary>
internal static class ContainerTranslation
{
    /// <param name="pod">The pod.</param>
    /// <param name="container">One of its containers.</param>
    /// <param name="attempt">How often it was started before.</param>
    /// <param name="volumes">Where each volume of the pod lies on the node.</param>
    /// <param name="address">The pod's IP address, if it has one.</param>
    /// <exception cref="LocalNodeException">Something is asked for that cannot be given; the message names it.</exception>
    public static ContainerConfig ConfigOf(
        Pod pod,
        Container container,
        int attempt,
        IReadOnlyDictionary<string, string> volumes,
        string? address
    ) =>
        new()
        {
            Metadata = new ContainerMetadata { Name = container.Name, Attempt = (uint)attempt },
            Image = new ImageSpec { Image = container.Image },
            Command = { container.Command ?? [] },
            Args = { container.Args ?? [] },
            Envs = { (container.Env ?? []).Select(variable => VariableOf(pod, variable, address)) },
            Mounts = { (container.VolumeMounts ?? []).Select(mount => MountOf(mount, volumes)) },
            Labels =
            {
                ["io.kubernetes.container.name"] = container.Name,
                ["io.kubernetes.pod.name"] = pod.Metadata.Name,
                ["io.kubernetes.pod.namespace"] = pod.Metadata.Namespace,
                [PodSandboxTranslation.PodUidLabel] = pod.Metadata.Uid,
            },
            LogPath = LogPathOf(container.Name!, attempt),
            Linux = new LinuxContainerConfig
            {
                SecurityContext = SecurityOf(pod, container.SecurityContext ?? new SecurityContext()),
            },
        };

    /// <summary>Relative to the pod's log directory.</summary>
    public static string LogPathOf(string container, int attempt) => $"{container}/{attempt}.log";

    private static LinuxContainerSecurityContext SecurityOf(Pod pod, SecurityContext context)
    {
        var isPrivileged = context.Privileged == true;
        var profile = isPrivileged
            ? "Unconfined"
            : context.SeccompProfile?.Type ?? pod.Spec?.SecurityContext?.SeccompProfile?.Type ?? "Unconfined";
        return new LinuxContainerSecurityContext
        {
            Privileged = isPrivileged,
            NamespaceOptions = PodSandboxTranslation.NamespacesOf(pod),
            ReadonlyRootfs = context.ReadOnlyRootFilesystem == true,
            NoNewPrivs = context.AllowPrivilegeEscalation == false,
            RunAsUser = context.RunAsUser is { } user ? new Int64Value { Value = user } : null,
            Seccomp = new SecurityProfile
            {
                ProfileType =
                    profile == "RuntimeDefault"
                        ? SecurityProfile.Types.ProfileType.RuntimeDefault
                        : SecurityProfile.Types.ProfileType.Unconfined,
            },
        };
    }

    private static Mount MountOf(VolumeMount mount, IReadOnlyDictionary<string, string> volumes) =>
        new()
        {
            ContainerPath = mount.MountPath,
            HostPath = volumes.TryGetValue(mount.Name!, out var path)
                ? path
                : throw new LocalNodeException($"volumeMounts: there is no volume \"{mount.Name}\""),
            Readonly = mount.ReadOnly == true,
            Propagation = mount.MountPropagation switch
            {
                "HostToContainer" => MountPropagation.PropagationHostToContainer,
                "Bidirectional" => MountPropagation.PropagationBidirectional,
                _ => MountPropagation.PropagationPrivate,
            },
        };

    private static KeyValue VariableOf(Pod pod, EnvVar variable, string? address)
    {
        var value = variable.Value ?? "";
        if (variable.UnknownFields?.TryGetValue("valueFrom", out var source) == true)
        {
            value =
                source.TryGetProperty("fieldRef", out var field) && field.TryGetProperty("fieldPath", out var path)
                    ? FieldOf(pod, path.GetString() ?? "", address)
                    : throw new LocalNodeException($"env: \"{variable.Name}\": local nodes know only fieldRef");
        }
        return new KeyValue { Key = variable.Name, Value = value };
    }

    private static string FieldOf(Pod pod, string path, string? address) =>
        path switch
        {
            "metadata.name" => pod.Metadata.Name!,
            "metadata.namespace" => pod.Metadata.Namespace!,
            "metadata.uid" => pod.Metadata.Uid!,
            "spec.nodeName" => pod.Spec?.NodeName ?? "",
            "spec.serviceAccountName" => pod.Spec?.ServiceAccountName ?? "",
            "status.podIP" => address ?? "",
            _ => throw new LocalNodeException($"env: local nodes do not know the field \"{path}\""),
        };
}
