using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>An extension that the landscape's operator installed.</summary>
public sealed record ControllerRegistration : ApiResource<ControllerRegistration>, IResource<ControllerRegistration>
{
    public static ResourceType ResourceType { get; } =
        new("core.gardener.cloud", "v1beta1", "ControllerRegistration", "controllerregistrations", false);

    public static JsonTypeInfo<ControllerRegistration> JsonTypeInfo => ApiJson.Context.ControllerRegistration;

    public ControllerRegistrationSpec? Spec { get; init; }
}
