using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>Static validation of a Shoot: what needs nothing but the Shoot itself, and its older self on updates.</summary>
internal static class ShootRules
{
    public static FieldErrors Check(Shoot? old, Shoot shoot)
    {
        var errors = new FieldErrors();
        CheckMetadata(shoot, errors);
        CheckSpec(shoot, errors);
        PoolRules.CheckAll(shoot, errors);
        if (old is not null)
        {
            ShootUpdateRules.Check(old, shoot, errors);
        }
        return errors;
    }

    private static void CheckMetadata(Shoot shoot, FieldErrors errors)
    {
        ObjectNames.Check(shoot.Metadata, NameRules.CheckLabel, errors);
        var name = shoot.Metadata.Name ?? "";
        if (name.Contains("--", StringComparison.Ordinal))
        {
            var path = FieldPath.Root("metadata").Child("name");
            errors.Add(FieldError.Invalid(path, name, "name may not contain two consecutive hyphens"));
        }
    }

    private static void CheckSpec(Shoot shoot, FieldErrors errors)
    {
        var spec = FieldPath.Root("spec");
        Require(
            shoot.Spec?.CloudProfile?.Name,
            spec.Child("cloudProfile", "name"),
            "must specify a cloud profile",
            errors
        );
        Require(shoot.Spec?.Region, spec.Child("region"), "must specify a region", errors);
        Require(shoot.Spec?.Provider?.Type, spec.Child("provider", "type"), "must specify a provider type", errors);
        Require(
            shoot.Spec?.Kubernetes?.Version,
            spec.Child("kubernetes", "version"),
            "kubernetes version must not be empty",
            errors
        );
        KubeletRules.CheckLogFiles(shoot.Spec?.Kubernetes?.Kubelet, spec.Child("kubernetes", "kubelet"), errors);
    }

    private static void Require(string? value, FieldPath path, string detail, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(value))
        {
            errors.Add(FieldError.Required(path, detail));
        }
    }
}
