using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Pools;

namespace Graft.Gardenlet.Rendering.Kubelet;

/// <summary>The kubelet's flags in the order of the wire contract, section 5.3.</summary>
internal static class KubeletFlags
{
    public static IEnumerable<string> Of(ShootPool pool, RenderOptions options) =>
        [
            .. Until(pool, 15, "--allow-privileged=true"),
            "--bootstrap-kubeconfig=/var/lib/kubelet/kubeconfig-bootstrap",
            $"--config={KubeletConfiguration.Path}",
            .. Until(pool, 12, "--cadvisor-port=0"),
            .. Until(pool, 11, "--feature-gates=PodPriority=true"),
            .. Until(pool, 14, "--feature-gates=SupportPodPidsLimit=true"),
            "--kubeconfig=/var/lib/kubelet/kubeconfig-real",
            $"--node-labels={WellKnown.Labels.KubernetesVersion}={pool.VersionText}",
            .. NodeLabels(pool),
            .. Until(pool, 11, "--rotate-certificates=true"),
            .. Until(pool, 19, "--volume-plugin-dir=/var/lib/kubelet/volumeplugins"),
            .. pool.IsContainerd ? ForContainerd(pool) : ForDocker(pool, options),
            "--v=2",
        ];

    private static IEnumerable<string> NodeLabels(ShootPool pool) =>
        pool
            .Labels.Where(label =>
                PoolLabels.IsAllowedForKubelet(label.Key, pool.Version)
                && label.Key != WellKnown.Labels.KubernetesVersion
            )
            .Select(label => $"--node-labels={label.Key}={label.Value}");

    private static IEnumerable<string> ForContainerd(ShootPool pool) =>
        [
            .. Until(pool, 27, $"--container-runtime-endpoint={KubeletConfiguration.ContainerdEndpoint}"),
            "--runtime-cgroups=/system.slice/containerd.service",
            .. Until(pool, 27, "--container-runtime=remote"),
        ];

    private static IEnumerable<string> ForDocker(ShootPool pool, RenderOptions options) =>
        [
            .. Until(pool, 23, "--network-plugin=cni"),
            .. Until(pool, 23, "--cni-bin-dir=/opt/cni/bin/"),
            .. Until(pool, 23, "--cni-conf-dir=/etc/cni/net.d/"),
            .. Until(pool, 23, $"--image-pull-progress-deadline={PullDeadline(pool)}"),
            .. Until(pool, 23, $"--pod-infra-container-image={options.PauseImage}"),
        ];

    private static string PullDeadline(ShootPool pool) => pool.Kubelet?.ImagePullProgressDeadline ?? "1m0s";

    /// <summary>The flag, for kubelets before 1.<paramref name="minor"/>.</summary>
    private static IEnumerable<string> Until(ShootPool pool, int minor, string flag) =>
        pool.Version.IsAtLeast(1, minor) ? [] : [flag];
}
