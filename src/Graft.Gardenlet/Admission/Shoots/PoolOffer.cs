using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Gardenlet.Admission.CloudProfiles;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Shoots;

/// <summary>Whether the CloudProfile offers a pool's machines, and on them its container runtimes (wire contract 3.5).</summary>
internal static class PoolOffer
{
    private const string DefaultArchitecture = "amd64";

    /// <param name="before">The pool of the same name in the stored Shoot, if any.</param>
    /// <param name="pool">The pool as asked for.</param>
    /// <param name="shootVersion">The Kubernetes version of the Shoot.</param>
    /// <param name="profile">The offer.</param>
    /// <param name="path">Where the pool stands.</param>
    /// <param name="errors">Takes what is not offered.</param>
    public static void Check(
        ShootWorker? before,
        ShootWorker pool,
        string? shootVersion,
        CloudProfileSpec profile,
        FieldPath path,
        FieldErrors errors
    )
    {
        var errorsBefore = errors.Count;
        CheckMachineType(before, pool, profile, path.Child("machine", "type"), errors);
        CheckMachineImage(before, pool, profile, path.Child("machine", "image"), errors);
        if (errors.Count == errorsBefore && !IsUnchanged(before, pool))
        {
            var version = pool.Kubernetes?.Version is { Length: > 0 } own ? own : shootVersion;
            CheckCri(pool, version, profile, path.Child("cri"), errors);
        }
    }

    private static void CheckMachineType(
        ShootWorker? before,
        ShootWorker pool,
        CloudProfileSpec profile,
        FieldPath path,
        FieldErrors errors
    )
    {
        var type = pool.Machine?.Type;
        if (string.IsNullOrEmpty(type) || type == before?.Machine?.Type)
        {
            return;
        }
        var usable = (profile.MachineTypes ?? []).Where(offered => offered.Usable is not false).ToList();
        var architecture = pool.Machine?.Architecture ?? DefaultArchitecture;
        if (usable.Find(offered => offered.Name == type) is not { } machineType)
        {
            errors.Add(FieldError.NotSupported(path, type, usable.Select(offered => offered.Name ?? "")));
        }
        else if (!ArchitecturesOf(machineType).Contains(architecture, StringComparer.Ordinal))
        {
            var fitting = usable
                .Where(offered => ArchitecturesOf(offered).Contains(architecture, StringComparer.Ordinal))
                .Select(offered => offered.Name);
            errors.Add(
                FieldError.Invalid(
                    path,
                    type,
                    $"machine type '{type}' does not support CPU architecture '{architecture}', supported machine types are: [{string.Join(' ', fitting)}]"
                )
            );
        }
    }

    private static IReadOnlyList<string> ArchitecturesOf(MachineType type) =>
        type.Capabilities?.GetValueOrDefault("architecture") is { Count: > 0 } capabilities
            ? capabilities
            : [type.Architecture ?? DefaultArchitecture];

    private static void CheckMachineImage(
        ShootWorker? before,
        ShootWorker pool,
        CloudProfileSpec profile,
        FieldPath path,
        FieldErrors errors
    )
    {
        if (
            pool.Machine?.Image is not { Name.Length: > 0, Version.Length: > 0 } image
            || (image.Name == before?.Machine?.Image?.Name && image.Version == before?.Machine?.Image?.Version)
            || MachineImages.Find(profile, image.Name, image.Version) is not null
        )
        {
            return;
        }
        var offered = (profile.MachineImages ?? []).SelectMany(known =>
            (known.Versions ?? []).Select(version => $"{known.Name}@{version.Version}")
        );
        errors.Add(
            FieldError.Invalid(
                path,
                $"{image.Name}@{image.Version}",
                $"machine image version is not supported, supported machine image versions are: [{string.Join(' ', offered)}]"
            )
        );
    }

    private static bool IsUnchanged(ShootWorker? before, ShootWorker pool) =>
        JsonNode.DeepEquals(
            JsonSerializer.SerializeToNode(before?.Cri, ApiJson.Context.Cri),
            JsonSerializer.SerializeToNode(pool.Cri, ApiJson.Context.Cri)
        )
        && JsonNode.DeepEquals(
            JsonSerializer.SerializeToNode(before?.Machine?.Image, ApiJson.Context.ShootMachineImage),
            JsonSerializer.SerializeToNode(pool.Machine?.Image, ApiJson.Context.ShootMachineImage)
        );

    private static void CheckCri(
        ShootWorker pool,
        string? kubernetesVersion,
        CloudProfileSpec profile,
        FieldPath path,
        FieldErrors errors
    )
    {
        if (
            pool.Cri is not { } cri
            || pool.Machine?.Image is not { } image
            || MachineImages.Find(profile, image.Name, image.Version) is not { } version
        )
        {
            return;
        }
        var subject = $"machine image '{image.Name}@{image.Version}' does not support";
        if (MachineImages.FindCri(version, cri.Name, kubernetesVersion) is not { } offered)
        {
            var names = (version.Cri ?? []).Select(known => known.Name);
            var detail = $"{subject} CRI '{cri.Name}', supported values: [{string.Join(' ', names)}]";
            errors.Add(FieldError.Invalid(path.Child("name"), cri.Name ?? "", detail));
            return;
        }
        var types = (offered.ContainerRuntimes ?? []).Select(runtime => runtime.Type ?? "").ToList();
        for (var i = 0; i < (cri.ContainerRuntimes?.Count ?? 0); i++)
        {
            var type = cri.ContainerRuntimes![i].Type ?? "";
            if (!types.Contains(type, StringComparer.Ordinal))
            {
                var detail = $"{subject} container runtime '{type}', supported values: [{string.Join(' ', types)}]";
                errors.Add(FieldError.Invalid(path.Child("containerRuntimes").Index(i).Child("type"), type, detail));
            }
        }
    }
}
