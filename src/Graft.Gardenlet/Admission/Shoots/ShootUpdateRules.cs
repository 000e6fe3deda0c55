using Graft.Api.Gardener;
using Graft.Gardenlet.Admission.CloudProfiles;
using Graft.Kubernetes.Validation;
using Graft.Kubernetes.Versions;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>
/// What a Shoot's owner may not change. Pools are compared by name; container runtimes may always change (wire contract
/// 3.3, rows 9 and 10).
/// </summary>
internal static class ShootUpdateRules
{
    private const string Immutable = "field is immutable";

    public static void Check(Shoot old, Shoot shoot, FieldErrors errors)
    {
        var spec = FieldPath.Root("spec");
        CheckImmutable(old.Spec?.Region, shoot.Spec?.Region, spec.Child("region"), errors);
        CheckImmutable(old.Spec?.Provider?.Type, shoot.Spec?.Provider?.Type, spec.Child("provider", "type"), errors);
        CheckVersion(
            old.Spec?.Kubernetes?.Version,
            shoot.Spec?.Kubernetes?.Version,
            spec.Child("kubernetes", "version"),
            errors
        );
        var pools = shoot.Spec?.Provider?.Workers ?? [];
        for (var i = 0; i < pools.Count; i++)
        {
            var path = spec.Child("provider", "workers").Index(i);
            if (old.Spec?.Provider?.Workers?.FirstOrDefault(pool => pool.Name == pools[i].Name) is { } before)
            {
                CheckPool(before, pools[i], path, errors);
            }
        }
    }

    private static void CheckPool(ShootWorker before, ShootWorker pool, FieldPath path, FieldErrors errors)
    {
        var wasInPlace = UpdateStrategies.IsInPlace(before.UpdateStrategy);
        if (wasInPlace != UpdateStrategies.IsInPlace(pool.UpdateStrategy))
        {
            var detail = "changing update strategy between rolling and in-place is not allowed";
            errors.Add(FieldError.Forbidden(path.Child("updateStrategy"), detail));
        }
        else if (
            wasInPlace
            && before.UpdateStrategy == pool.UpdateStrategy
            && before.Cri is { } oldCri
            && pool.Cri is { } cri
            && oldCri.Name != cri.Name
        )
        {
            errors.Add(
                FieldError.Invalid(
                    path.Child("cri", "name"),
                    cri.Name,
                    "CRI name cannot be changed if update strategy is AutoInPlaceUpdate/ManualInPlaceUpdate"
                )
            );
        }
        if (pool.Kubernetes?.Version is { Length: > 0 } version)
        {
            CheckVersion(before.Kubernetes?.Version, version, path.Child("kubernetes", "version"), errors);
        }
    }

    private static void CheckImmutable(string? before, string? after, FieldPath path, FieldErrors errors)
    {
        if (!string.IsNullOrEmpty(before) && before != after)
        {
            errors.Add(FieldError.Invalid(path, after, Immutable));
        }
    }

    private static void CheckVersion(string? before, string? after, FieldPath path, FieldErrors errors)
    {
        if (
            before == after
            || !KubernetesVersion.TryParse(before, out var from)
            || !KubernetesVersion.TryParse(after, out var to)
        )
        {
            return;
        }
        if (VersionOrder.Instance.Compare(after, before) < 0)
        {
            errors.Add(FieldError.Forbidden(path, "kubernetes version downgrade is not supported"));
        }
        else if (to.Minor > from.Minor + 1 || to.Major > from.Major)
        {
            errors.Add(FieldError.Forbidden(path, "kubernetes version upgrade cannot skip a minor version"));
        }
    }
}
