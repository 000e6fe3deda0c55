using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Admission.Extensions;

namespace Graft.Gardenlet.Admission;

/// <summary>What a seed does not take, or does not let go of (wire contract 3.6 to 3.8).</summary>
public static class ExtensionAdmission
{
    private static readonly string[] s_protectedGroups = ["extensions.gardener.cloud"];

    /// <summary>Judges a ContainerRuntime; <paramref name="old"/> is null on creation.</summary>
    public static Refusal? Validate(ContainerRuntime? old, ContainerRuntime runtime) =>
        Refusal.Invalid(
            "ContainerRuntime.extensions.gardener.cloud",
            runtime.Metadata.Name,
            ContainerRuntimeRules.Check(old, runtime)
        );

    /// <summary>
    /// Judges an OperatingSystemConfig, with the units and files that its extension reports in the status;
    /// <paramref name="old"/> is null on creation.
    /// </summary>
    public static Refusal? Validate(OperatingSystemConfig? old, OperatingSystemConfig config) =>
        Refusal.Invalid(
            "OperatingSystemConfig.extensions.gardener.cloud",
            config.Metadata.Name,
            OperatingSystemConfigRules.Check(old, config)
        );

    /// <summary>
    /// Denies the deletion of an extension object, or of a CustomResourceDefinition that is labelled as protected, as
    /// long as nobody has confirmed it by annotation.
    /// </summary>
    public static Refusal? ValidateDeletion(ResourceType type, ObjectMeta metadata)
    {
        var isProtected =
            s_protectedGroups.Contains(type.Group, StringComparer.Ordinal) && type.Kind != Cluster.ResourceType.Kind
            || (
                type is { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" }
                && metadata.Labels?.GetValueOrDefault(WellKnown.Labels.DeletionProtected) == "true"
            );
        return isProtected ? DeletionConfirmation.Check(type, metadata) : null;
    }
}
