using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>
/// Whether the CloudProfile offers what a Shoot asks for. What an update does not touch is not judged again: a profile
/// may withdraw what Shoots still use.
/// </summary>
internal static class CloudProfileOffer
{
    public static void Check(Shoot? old, Shoot shoot, CloudProfileSpec profile, FieldErrors errors)
    {
        var spec = FieldPath.Root("spec");
        CheckProvider(shoot, profile, spec, errors);
        CheckRegion(old, shoot, profile, spec, errors);
        CheckVersion(
            old?.Spec?.Kubernetes?.Version,
            shoot.Spec?.Kubernetes?.Version,
            profile,
            spec.Child("kubernetes", "version"),
            errors
        );
        var pools = shoot.Spec?.Provider?.Workers ?? [];
        for (var i = 0; i < pools.Count; i++)
        {
            var path = spec.Child("provider", "workers").Index(i);
            var before = old?.Spec?.Provider?.Workers?.FirstOrDefault(pool => pool.Name == pools[i].Name);
            CheckVersion(
                before?.Kubernetes?.Version,
                pools[i].Kubernetes?.Version,
                profile,
                path.Child("kubernetes", "version"),
                errors
            );
            CheckZones(shoot, before, pools[i], profile, path.Child("zones"), errors);
            PoolOffer.Check(before, pools[i], shoot.Spec?.Kubernetes?.Version, profile, path, errors);
        }
    }

    private static void CheckProvider(Shoot shoot, CloudProfileSpec profile, FieldPath spec, FieldErrors errors)
    {
        if (shoot.Spec?.Provider?.Type is { Length: > 0 } type && type != profile.Type)
        {
            errors.Add(
                FieldError.Invalid(
                    spec.Child("provider", "type"),
                    type,
                    $"provider type in shoot must equal provider type of referenced CloudProfile: {GoSyntax.Quote(profile.Type ?? "")}"
                )
            );
        }
    }

    private static void CheckRegion(
        Shoot? old,
        Shoot shoot,
        CloudProfileSpec profile,
        FieldPath spec,
        FieldErrors errors
    )
    {
        var regions = (profile.Regions ?? []).Select(region => region.Name ?? "").ToList();
        if (
            shoot.Spec?.Region is { Length: > 0 } region
            && region != old?.Spec?.Region
            && !regions.Contains(region, StringComparer.Ordinal)
        )
        {
            errors.Add(FieldError.NotSupported(spec.Child("region"), region, regions));
        }
    }

    private static void CheckVersion(
        string? before,
        string? version,
        CloudProfileSpec profile,
        FieldPath path,
        FieldErrors errors
    )
    {
        if (string.IsNullOrEmpty(version) || version == before)
        {
            return;
        }
        var offered = (profile.Kubernetes?.Versions ?? []).Select(entry => entry.Version ?? "").ToList();
        if (!offered.Contains(version, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path, version, offered));
        }
    }

    private static void CheckZones(
        Shoot shoot,
        ShootWorker? before,
        ShootWorker pool,
        CloudProfileSpec profile,
        FieldPath path,
        FieldErrors errors
    )
    {
        var region = profile.Regions?.FirstOrDefault(region => region.Name == shoot.Spec?.Region);
        if (region?.Zones is not { Count: > 0 } zones)
        {
            return;
        }
        for (var i = 0; i < (pool.Zones?.Count ?? 0); i++)
        {
            var zone = pool.Zones![i];
            if (
                before?.Zones?.Contains(zone, StringComparer.Ordinal) != true
                && !zones.Any(offered => offered.Name == zone)
            )
            {
                errors.Add(FieldError.NotSupported(path.Index(i), zone, zones.Select(offered => offered.Name ?? "")));
            }
        }
    }
}
