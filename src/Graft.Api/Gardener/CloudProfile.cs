using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>What an infrastructure offers: versions, machine images, machine types.</summary>
public sealed record CloudProfile : ApiResource<CloudProfile>, IResource<CloudProfile>
{
    public static ResourceType ResourceType { get; } =
        new("core.gardener.cloud", "v1beta1", "CloudProfile", "cloudprofiles", false);

    public static JsonTypeInfo<CloudProfile> JsonTypeInfo => ApiJson.Context.CloudProfile;

    public CloudProfileSpec? Spec { get; init; }
}
