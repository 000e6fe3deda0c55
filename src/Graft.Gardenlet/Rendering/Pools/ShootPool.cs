using Graft.Api.Gardener;
using Graft.Kubernetes.Versions;

namespace Graft.Gardenlet.Rendering.Pools;

/// <summary>A worker pool together with what follows for it from its Shoot.</summary>
internal sealed class ShootPool
{
    private ShootPool(Shoot shoot, ShootWorker worker)
    {
        Worker = worker;
        Name = worker.Name ?? "";
        VersionText = worker.Kubernetes?.Version ?? shoot.Spec?.Kubernetes?.Version ?? "";
        if (!KubernetesVersion.TryParse(VersionText, out var version))
        {
            throw new ShootRenderingException(
                $"worker pool \"{Name}\": \"{VersionText}\" is not a Kubernetes version (expected e.g. 1.31.4)"
            );
        }
        Version = version;
        Key = OperatingSystemConfigKey.Of(shoot, this);
        Labels = PoolLabels.Of(this);
        Kubelet = worker.Kubernetes?.Kubelet ?? shoot.Spec?.Kubernetes?.Kubelet;
    }

    public ShootWorker Worker { get; }

    public string Name { get; }

    /// <summary>Of the pool if it has one, else of the Shoot; as written.</summary>
    public string VersionText { get; }

    public KubernetesVersion Version { get; }

    public string Key { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>The pool's kubelet settings if it has any, else the Shoot's: they are not mixed.</summary>
    public KubeletConfig? Kubelet { get; }

    public string ProvisionName => $"{Key}-init";

    public string ReconcileName => $"{Key}-original";

    public string ImageName => Worker.Machine?.Image?.Name ?? "";

    public string Architecture => Worker.Machine?.Architecture ?? "amd64";

    /// <summary>A pool that names no CRI is a docker pool.</summary>
    public bool IsContainerd => Worker.Cri?.Name == CriName.Containerd;

    public string Cri => Worker.Cri?.Name ?? CriName.Docker;

    public IReadOnlyList<ContainerRuntimeReference> Runtimes => Worker.Cri?.ContainerRuntimes ?? [];

    /// <summary>Kubelet and containerd must agree on this (wire contract, section 5.4).</summary>
    public string CgroupDriver => Version.IsAtLeast(1, 31) ? "systemd" : "cgroupfs";

    public bool AllowsSystemComponents => Worker.SystemComponents?.Allow ?? true;

    public bool IsUpdatedInPlace => Worker.UpdateStrategy is "AutoInPlaceUpdate" or "ManualInPlaceUpdate";

    /// <summary>None for workerless Shoots.</summary>
    /// <exception cref="ShootRenderingException">A Kubernetes version cannot be read.</exception>
    public static IReadOnlyList<ShootPool> AllOf(Shoot shoot) =>
        [.. (shoot.Spec?.Provider?.Workers ?? []).Select(worker => new ShootPool(shoot, worker))];
}
