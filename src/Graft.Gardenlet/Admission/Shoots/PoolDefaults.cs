using Graft.Api.Gardener;
using Graft.Gardenlet.Admission.CloudProfiles;
using Graft.Kubernetes.Versions;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>Defaults of one worker pool.</summary>
internal static class PoolDefaults
{
    // From this shoot version on a pool without a container runtime interface gets containerd; before, it stays with
    // docker, which is why there is no default for it.
    private static readonly KubernetesVersion s_firstWithContainerd = new(1, 22);

    public static ShootWorker Apply(ShootWorker pool, string? shootVersion, CloudProfileSpec? profile)
    {
        var strategy = pool.UpdateStrategy ?? UpdateStrategies.AutoRollingUpdate;
        // Machines that somebody updates by hand are not replaced, so there is nothing to surge to.
        var byHand = strategy == UpdateStrategies.ManualInPlaceUpdate;
        pool = pool with
        {
            Cri = pool.Cri ?? DefaultCri(shootVersion),
            MaxSurge = pool.MaxSurge ?? (byHand ? 0 : 1),
            MaxUnavailable = pool.MaxUnavailable ?? (byHand ? 1 : 0),
            SystemComponents = pool.SystemComponents ?? new WorkerSystemComponents { Allow = true },
            UpdateStrategy = strategy,
        };
        if (pool.Machine is not { } machine)
        {
            return pool;
        }
        pool = pool with { Machine = machine with { Architecture = machine.Architecture ?? "amd64" } };
        return profile is null ? pool : WithImage(pool, shootVersion, profile);
    }

    private static Cri? DefaultCri(string? shootVersion) =>
        KubernetesVersion.TryParse(shootVersion, out var version) && version >= s_firstWithContainerd
            ? new Cri { Name = CriName.Containerd }
            : null;

    private static ShootWorker WithImage(ShootWorker pool, string? shootVersion, CloudProfileSpec profile)
    {
        var machine = pool.Machine!;
        if (machine.Image is { Name.Length: > 0, Version.Length: > 0 })
        {
            return pool;
        }
        return MachineImages.Default(profile, pool, shootVersion) is { } image
            ? pool with
            {
                Machine = machine with
                {
                    Image = (machine.Image ?? new ShootMachineImage()) with
                    {
                        Name = image.Name,
                        Version = image.Version,
                    },
                },
            }
            : pool;
    }
}
