using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>The kubelet's log settings (wire contract 3.3, rows 7 and 8).</summary>
internal static class KubeletRules
{
    private const int MinimumLogFiles = 2;

    public static void CheckLogFiles(KubeletConfig? kubelet, FieldPath path, FieldErrors errors)
    {
        if (kubelet?.ContainerLogMaxFiles is < MinimumLogFiles and { } files)
        {
            errors.Add(FieldError.Invalid(path.Child("containerLogMaxFiles"), files, "value must be >= 2."));
        }
    }

    public static void CheckPool(ShootWorker pool, FieldPath path, FieldErrors errors)
    {
        var kubelet = pool.Kubernetes?.Kubelet;
        CheckLogFiles(kubelet, path, errors);
        if (pool.Cri is null or { Name: CriName.Docker })
        {
            ForbidWithDocker(kubelet?.ContainerLogMaxSize is not null, path.Child("containerLogMaxSize"), errors);
            ForbidWithDocker(kubelet?.ContainerLogMaxFiles is not null, path.Child("containerLogMaxFiles"), errors);
        }
    }

    private static void ForbidWithDocker(bool isSet, FieldPath path, FieldErrors errors)
    {
        if (isSet)
        {
            errors.Add(
                FieldError.Forbidden(
                    path,
                    "can only be configured with containerd runtime. This setting has no effect for docker container runtime."
                )
            );
        }
    }
}
