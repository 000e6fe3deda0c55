using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.CloudProfiles;

/// <summary>Static validation of a CloudProfile (wire contract 3.4).</summary>
internal static class CloudProfileRules
{
    public static FieldErrors Check(CloudProfile profile)
    {
        var errors = new FieldErrors();
        var spec = FieldPath.Root("spec");
        if (string.IsNullOrEmpty(profile.Spec?.Type))
        {
            errors.Add(FieldError.Required(spec.Child("type"), "must provide a provider type"));
        }
        CheckNames(profile.Spec?.MachineTypes, type => type.Name, spec.Child("machineTypes"), errors);
        CheckNames(profile.Spec?.Regions, region => region.Name, spec.Child("regions"), errors);
        var images = profile.Spec?.MachineImages ?? [];
        for (var i = 0; i < images.Count; i++)
        {
            var versions = images[i].Versions ?? [];
            for (var j = 0; j < versions.Count; j++)
            {
                var path = spec.Child("machineImages").Index(i).Child("versions").Index(j);
                if (string.IsNullOrEmpty(versions[j].Version))
                {
                    errors.Add(FieldError.Required(path.Child("version"), "must provide a version"));
                }
                CheckInterfaces(versions[j].Cri ?? [], path.Child("cri"), errors);
            }
        }
        return errors;
    }

    private static void CheckNames<T>(
        IReadOnlyList<T>? entries,
        Func<T, string?> nameOf,
        FieldPath path,
        FieldErrors errors
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (entries?.Count ?? 0); i++)
        {
            var name = nameOf(entries![i]);
            if (string.IsNullOrEmpty(name))
            {
                errors.Add(FieldError.Required(path.Index(i).Child("name"), "must provide a name"));
            }
            else if (!seen.Add(name))
            {
                errors.Add(FieldError.Duplicate(path.Index(i).Child("name"), name));
            }
        }
    }

    private static void CheckInterfaces(IReadOnlyList<Cri> interfaces, FieldPath path, FieldErrors errors)
    {
        if (interfaces.Count == 0)
        {
            errors.Add(FieldError.Required(path, "must provide at least one supported container runtime"));
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < interfaces.Count; i++)
        {
            var name = interfaces[i].Name ?? "";
            if (!seen.Add(name))
            {
                errors.Add(FieldError.Duplicate(path.Index(i), name));
            }
            if (name != CriName.Containerd)
            {
                errors.Add(FieldError.NotSupported(path.Index(i).Child("name"), name, [CriName.Containerd]));
            }
            CheckRuntimes(interfaces[i].ContainerRuntimes ?? [], path.Index(i).Child("containerRuntimes"), errors);
        }
    }

    private static void CheckRuntimes(
        IReadOnlyList<ContainerRuntimeReference> runtimes,
        FieldPath path,
        FieldErrors errors
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < runtimes.Count; i++)
        {
            var type = runtimes[i].Type ?? "";
            if (!seen.Add(type))
            {
                errors.Add(FieldError.Duplicate(path.Index(i).Child("type"), type));
            }
            var problems = NameRules.CheckQualifiedName(type);
            if (problems.Count == 0 && type.Contains('/', StringComparison.Ordinal))
            {
                problems = [$"name '{type}' must not contain a prefix"];
            }
            if (problems.Count > 0)
            {
                errors.Add(
                    FieldError.Invalid(
                        path.Index(i).Child("type"),
                        type,
                        $"container runtime type must be a qualified name: [{string.Join(' ', problems)}]"
                    )
                );
            }
        }
    }
}
