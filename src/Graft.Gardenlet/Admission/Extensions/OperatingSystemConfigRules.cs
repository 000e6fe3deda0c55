using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Extensions;

/// <summary>Validation of OperatingSystemConfig objects (wire contract 3.8).</summary>
internal static class OperatingSystemConfigRules
{
    private static readonly string[] s_purposes =
    [
        OperatingSystemConfigPurpose.Provision,
        OperatingSystemConfigPurpose.Reconcile,
    ];

    public static FieldErrors Check(OperatingSystemConfig? old, OperatingSystemConfig config)
    {
        var errors = new FieldErrors();
        var path = FieldPath.Root("spec");
        ObjectNames.Check(config.Metadata, NameRules.CheckSubdomain, errors);
        errors.RequireValue(config.Spec?.Type, path.Child("type"));
        errors.RequireValue(config.Spec?.Purpose, path.Child("purpose"));
        if (config.Spec?.Purpose is { Length: > 0 } purpose)
        {
            errors.CheckValue(purpose, s_purposes, path.Child("purpose"));
        }
        CriConfigRules.Check(config.Spec, path.Child("criConfig"), errors);
        CheckContent(config, errors);
        if (old is not null)
        {
            CheckUpdate(old, config, path, errors);
        }
        return errors;
    }

    private static void CheckContent(OperatingSystemConfig config, FieldErrors errors)
    {
        var spec = FieldPath.Root("spec");
        var status = FieldPath.Root("status");
        var paths = (config.Spec?.Files ?? []).Select(file => file.Path ?? "").ToHashSet(StringComparer.Ordinal);
        UnitRules.Check(config.Spec?.Units, paths, spec.Child("units"), errors);
        FileRules.Check(config.Spec?.Files, spec.Child("files"), errors);
        // A unit of the extension may watch a file of the core, and its own.
        paths.UnionWith((config.Status?.ExtensionFiles ?? []).Select(file => file.Path ?? ""));
        UnitRules.Check(config.Status?.ExtensionUnits, paths, status.Child("extensionUnits"), errors);
        FileRules.Check(config.Status?.ExtensionFiles, status.Child("extensionFiles"), errors);
    }

    private static void CheckUpdate(
        OperatingSystemConfig old,
        OperatingSystemConfig config,
        FieldPath path,
        FieldErrors errors
    )
    {
        if (config.Metadata.DeletionTimestamp is not null)
        {
            errors.ForbidChange(SpecOf(old), SpecOf(config), path, "operatingsystemconfig");
            return;
        }
        errors.KeepValue(old.Spec?.Type, config.Spec?.Type, path.Child("type"));
        errors.KeepValue(old.Spec?.Purpose, config.Spec?.Purpose, path.Child("purpose"));
        errors.KeepClass(old.Spec?.Class, config.Spec?.Class, path.Child("class"));
        if (old.Spec?.CriConfig is { } before && config.Spec?.CriConfig is { } after)
        {
            errors.KeepClass(before.Name, after.Name, path.Child("criConfig", "name"));
        }
    }

    private static JsonNode? SpecOf(OperatingSystemConfig config) =>
        JsonSerializer.SerializeToNode(config.Spec, ApiJson.Context.OperatingSystemConfigSpec);
}
