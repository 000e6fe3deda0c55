using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Extensions;

/// <summary>The container runtime interface of an OperatingSystemConfig.</summary>
internal static class CriConfigRules
{
    private static readonly string[] s_cgroupDrivers = ["cgroupfs", "systemd"];
    private static readonly string[] s_operations = ["add", "remove"];

    public static void Check(OperatingSystemConfigSpec? spec, FieldPath path, FieldErrors errors)
    {
        if (spec?.CriConfig is not { } cri)
        {
            return;
        }
        if (cri.CgroupDriver is { } driver)
        {
            errors.CheckValue(driver, s_cgroupDrivers, path.Child("cgroupDriver"));
        }
        if (cri.Containerd is not { } containerd)
        {
            return;
        }
        var field = path.Child("containerd");
        if (spec.Purpose == OperatingSystemConfigPurpose.Provision)
        {
            errors.Add(
                FieldError.Forbidden(
                    field,
                    "containerd config is not allowed for OperatingSystemConfig with purpose 'provision'"
                )
            );
            return;
        }
        errors.RequireValue(containerd.SandboxImage, field.Child("sandboxImage"));
        RegistryRules.Check(containerd.Registries, field.Child("registries"), errors);
        CheckPlugins(containerd.Plugins, field.Child("plugins"), errors);
    }

    private static void CheckPlugins(IReadOnlyList<PluginConfig>? plugins, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < (plugins?.Count ?? 0); i++)
        {
            var plugin = plugins![i];
            var field = path.Index(i);
            if (plugin.Op is { } operation)
            {
                errors.CheckValue(operation, s_operations, field.Child("op"));
            }
            if (plugin.Path is not { Count: > 0 })
            {
                errors.Add(FieldError.Required(field.Child("path"), "must provide a path"));
            }
            if (plugin.Values is not { } values)
            {
                continue;
            }
            if (plugin.Op == "remove")
            {
                var detail = "values must not be specified when 'remove' operation is used";
                errors.Add(FieldError.Forbidden(field.Child("values"), detail));
            }
            else if (values.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            {
                var detail = "provided values must be given in json format";
                errors.Add(FieldError.Invalid(field.Child("values"), values.GetRawText(), detail));
            }
        }
    }
}
