using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>A project's own variant of a CloudProfile.</summary>
public sealed record NamespacedCloudProfile : ApiResource<NamespacedCloudProfile>, IResource<NamespacedCloudProfile>
{
    public static ResourceType ResourceType { get; } =
        new("core.gardener.cloud", "v1beta1", "NamespacedCloudProfile", "namespacedcloudprofiles", true);

    public static JsonTypeInfo<NamespacedCloudProfile> JsonTypeInfo => ApiJson.Context.NamespacedCloudProfile;

    public NamespacedCloudProfileSpec? Spec { get; init; }

    public NamespacedCloudProfileStatus? Status { get; init; }
}
