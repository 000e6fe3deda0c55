using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;
using Graft.Kubernetes.Versions;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>Container runtime interface and runtimes of a pool (wire contract 3.3, rows 1 to 6).</summary>
internal static class CriRules
{
    private static readonly KubernetesVersion s_firstWithoutDocker = new(1, 23);
    private static readonly KubernetesVersion s_firstWithRuntimeClasses = new(1, 14);

    public static void Check(Shoot shoot, ShootWorker pool, FieldPath path, FieldErrors errors)
    {
        if (pool.Cri is not { } cri)
        {
            return;
        }
        IReadOnlyList<string> names =
            PoolVersions.OfPool(shoot, pool) is { } version && version < s_firstWithoutDocker
                ? [CriName.Containerd, CriName.Docker]
                : [CriName.Containerd];
        if (!names.Contains(cri.Name ?? "", StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported(path.Child("name"), cri.Name ?? "", names));
        }
        var runtimes = cri.ContainerRuntimes ?? [];
        CheckTypes(runtimes, path.Child("containerruntimes"), errors);
        if (runtimes.Count > 0 && PoolVersions.OfShoot(shoot) < s_firstWithRuntimeClasses)
        {
            errors.Add(
                FieldError.Forbidden(path.Child("containerRuntimes"), "container runtimes require Kubernetes >= 1.14")
            );
        }
    }

    private static void CheckTypes(
        IReadOnlyList<ContainerRuntimeReference> runtimes,
        FieldPath path,
        FieldErrors errors
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < runtimes.Count; i++)
        {
            var field = path.Index(i).Child("type");
            var type = runtimes[i].Type ?? "";
            if (type.Length == 0)
            {
                errors.Add(FieldError.Required(field, "must specify a container runtime type"));
            }
            if (!seen.Add(type))
            {
                // Gardener puts the sentence where the value belongs; clients look for it there.
                errors.Add(FieldError.Duplicate(field, $"must specify different type, {type} already exist"));
            }
        }
    }
}
