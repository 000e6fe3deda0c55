using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>The units and files of a pool's machines.</summary>
public sealed record OperatingSystemConfig : ApiResource<OperatingSystemConfig>, IExtensionObject<OperatingSystemConfig>
{
    public static ResourceType ResourceType { get; } =
        new("extensions.gardener.cloud", "v1alpha1", "OperatingSystemConfig", "operatingsystemconfigs", true);

    public static JsonTypeInfo<OperatingSystemConfig> JsonTypeInfo => ApiJson.Context.OperatingSystemConfig;

    public OperatingSystemConfigSpec? Spec { get; init; }

    public OperatingSystemConfigStatus? Status { get; init; }

    ExtensionSpec? IExtensionObject<OperatingSystemConfig>.Spec => Spec;

    ExtensionStatus? IExtensionObject<OperatingSystemConfig>.Status => Status;
}
