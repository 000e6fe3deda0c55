using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>Static validation of worker pools.</summary>
internal static class PoolRules
{
    private const int MaximumNameBytes = 15;

    public static void CheckAll(Shoot shoot, FieldErrors errors)
    {
        var pools = shoot.Spec?.Provider?.Workers ?? [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < pools.Count; i++)
        {
            var path = FieldPath.Root("spec").Child("provider", "workers").Index(i);
            if (pools[i].Name is { Length: > 0 } name && !names.Add(name))
            {
                errors.Add(FieldError.Duplicate(path.Child("name"), name));
            }
            Check(shoot, pools[i], path, errors);
        }
    }

    private static void Check(Shoot shoot, ShootWorker pool, FieldPath path, FieldErrors errors)
    {
        CheckName(pool.Name, path.Child("name"), errors);
        CheckMachine(pool.Machine, path.Child("machine"), errors);
        PoolScalingRules.Check(pool, path, errors);
        PoolMetadataRules.Check(pool, path, errors);
        CriRules.Check(shoot, pool, path.Child("cri"), errors);
        KubeletRules.CheckPool(pool, path.Child("kubernetes", "kubelet"), errors);
        if (
            PoolVersions.OfPool(shoot, pool) is { } own
            && PoolVersions.OfShoot(shoot) is { } shootVersion
            && own > shootVersion
        )
        {
            errors.Add(
                FieldError.Forbidden(
                    path.Child("kubernetes", "version"),
                    "worker group kubernetes version must not be higher than the control plane version"
                )
            );
        }
    }

    private static void CheckName(string? name, FieldPath path, FieldErrors errors)
    {
        foreach (var problem in NameRules.CheckLabel(name ?? ""))
        {
            errors.Add(FieldError.Invalid(path, name ?? "", problem));
        }
        if (name?.Length > MaximumNameBytes)
        {
            errors.Add(FieldError.TooLong(path, name, MaximumNameBytes));
        }
    }

    private static void CheckMachine(ShootMachine? machine, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(machine?.Type))
        {
            errors.Add(FieldError.Required(path.Child("type"), "must specify a machine type"));
        }
        if (string.IsNullOrEmpty(machine?.Image?.Name))
        {
            errors.Add(FieldError.Required(path.Child("image", "name"), "must specify a machine image name"));
        }
        else if (string.IsNullOrEmpty(machine.Image.Version))
        {
            errors.Add(FieldError.Required(path.Child("image", "version"), "must specify a machine image version"));
        }
        if (machine?.Architecture is { } architecture && architecture is not ("amd64" or "arm64"))
        {
            errors.Add(FieldError.NotSupported(path.Child("architecture"), architecture, ["amd64", "arm64"]));
        }
    }
}
