using Graft.Api.Gardener;
using Graft.Kubernetes.Versions;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>The two versions that rules look at (wire contract, version rule); null where the text is no version.</summary>
internal static class PoolVersions
{
    public static KubernetesVersion? OfShoot(Shoot shoot) => Parse(shoot.Spec?.Kubernetes?.Version);

    public static KubernetesVersion? OfPool(Shoot shoot, ShootWorker pool) =>
        Parse(pool.Kubernetes?.Version is { Length: > 0 } own ? own : shoot.Spec?.Kubernetes?.Version);

    private static KubernetesVersion? Parse(string? text) =>
        KubernetesVersion.TryParse(text, out var version) ? version : null;
}
