using Graft.Api.Gardener;
using Graft.Gardenlet.Admission.CloudProfiles;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>Defaults of a Shoot (wire contract 1.1, 3.2, and what Gardener defaults besides).</summary>
internal static class ShootDefaults
{
    public static Shoot Apply(Shoot shoot, CloudProfileSpec? profile)
    {
        if (shoot.Spec is not { } spec)
        {
            return shoot;
        }
        spec = spec with
        {
            CloudProfile = CloudProfileOf(spec),
            Purpose = spec.Purpose ?? "evaluation",
            Kubernetes = KubernetesOf(spec.Kubernetes, profile),
        };
        if (spec.Provider is { Workers: { } workers } provider)
        {
            spec = spec with
            {
                Provider = provider with
                {
                    Workers = [.. workers.Select(pool => PoolDefaults.Apply(pool, spec.Kubernetes?.Version, profile))],
                },
            };
        }
        return shoot with { Spec = spec };
    }

    private static CloudProfileReference? CloudProfileOf(ShootSpec spec)
    {
        var reference =
            spec.CloudProfile
            ?? (spec.CloudProfileName is { Length: > 0 } name ? new CloudProfileReference { Name = name } : null);
        return reference is null ? null : reference with { Kind = reference.Kind ?? "CloudProfile" };
    }

    private static ShootKubernetes? KubernetesOf(ShootKubernetes? kubernetes, CloudProfileSpec? profile) =>
        profile is not null && LatestVersion.OfKubernetes(profile, kubernetes?.Version) is { } version
            ? (kubernetes ?? new ShootKubernetes()) with
            {
                Version = version,
            }
            : kubernetes;
}
