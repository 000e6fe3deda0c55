using Graft.Api.Gardener;
using Graft.Kubernetes.Versions;

namespace Graft.Gardenlet.Admission.CloudProfiles;

/// <summary>The machine images of a CloudProfile, and what their versions can run (wire contract 3.5, 3.6).</summary>
internal static class MachineImages
{
    private static readonly KubernetesVersion s_firstWithoutDocker = new(1, 23);
    private static readonly KubernetesVersion s_firstWithContainerdByDefault = new(1, 22);

    /// <summary>The version as the profile lists it; null where it does not.</summary>
    public static MachineImageVersion? Find(CloudProfileSpec profile, string? image, string? version) =>
        Named(profile, image)
            .SelectMany(candidate => candidate.Versions ?? [])
            .FirstOrDefault(candidate => candidate.Version == version);

    /// <summary>
    /// The image that a pool gets whose owner names none, or no version of it: the first image of the profile with a
    /// version that suits the pool, in its newest version. Null where nothing suits.
    /// </summary>
    public static ShootMachineImage? Default(CloudProfileSpec profile, ShootWorker pool, string? shootVersion)
    {
        var named = pool.Machine?.Image?.Name;
        var images = string.IsNullOrEmpty(named) ? profile.MachineImages ?? [] : Named(profile, named);
        // What suits best comes first; without any such version the owner is told by admission what is amiss.
        return Newest(
                images,
                version =>
                    LatestVersion.IsOffered(version.Classification, version.ExpirationDate)
                    && Suits(version, pool, shootVersion)
            )
            ?? Newest(images, version => LatestVersion.IsOffered(version.Classification, version.ExpirationDate))
            ?? Newest(images, _ => true);
    }

    /// <summary>
    /// The versions of an image to which maintenance may take a pool by itself: those that offer the pool's container
    /// runtime interface with all of its runtimes. A pool without one counts as containerd, below 1.22 as docker.
    /// </summary>
    public static IEnumerable<MachineImageVersion> UpdateCandidates(
        MachineImage image,
        ShootWorker pool,
        string? shootVersion
    ) => (image.Versions ?? []).Where(version => Suits(version, pool, shootVersion));

    /// <summary>
    /// The entry of a container runtime interface; null where the version does not list it. As long as Kubernetes runs with
    /// docker, docker counts as listed, without runtimes: profiles cannot list it any more.
    /// </summary>
    public static Cri? FindCri(MachineImageVersion version, string? name, string? kubernetesVersion) =>
        version.Cri?.FirstOrDefault(cri => cri.Name == name)
        ?? (
            name == CriName.Docker && IsBelow(kubernetesVersion, s_firstWithoutDocker)
                ? new Cri { Name = CriName.Docker }
                : null
        );

    private static bool Suits(MachineImageVersion version, ShootWorker pool, string? shootVersion)
    {
        var architectures = version.Architectures is { Count: > 0 } listed ? listed : ["amd64"];
        if (!architectures.Contains(pool.Machine?.Architecture ?? "amd64", StringComparer.Ordinal))
        {
            return false;
        }
        var poolVersion = pool.Kubernetes?.Version is { Length: > 0 } own ? own : shootVersion;
        var cri = FindCri(version, pool.Cri is null ? ImpliedCri(shootVersion) : pool.Cri.Name, poolVersion);
        return cri is not null
            && (pool.Cri?.ContainerRuntimes ?? []).All(wanted =>
                (cri.ContainerRuntimes ?? []).Any(offered => offered.Type == wanted.Type)
            );
    }

    private static string ImpliedCri(string? shootVersion) =>
        IsBelow(shootVersion, s_firstWithContainerdByDefault) ? CriName.Docker : CriName.Containerd;

    private static bool IsBelow(string? version, KubernetesVersion limit) =>
        KubernetesVersion.TryParse(version, out var parsed) && parsed < limit;

    private static IEnumerable<MachineImage> Named(CloudProfileSpec profile, string? name) =>
        (profile.MachineImages ?? []).Where(image => image.Name == name);

    private static ShootMachineImage? Newest(
        IEnumerable<MachineImage> images,
        Func<MachineImageVersion, bool> condition
    ) =>
        images
            .Select(image => new ShootMachineImage
            {
                Name = image.Name,
                Version = (image.Versions ?? [])
                    .Where(condition)
                    .Select(version => version.Version)
                    .OfType<string>()
                    .Max(VersionOrder.Instance),
            })
            .FirstOrDefault(image => image.Version is not null);
}
