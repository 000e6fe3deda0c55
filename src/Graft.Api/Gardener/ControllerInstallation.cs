using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>An extension on one seed.</summary>
public sealed record ControllerInstallation : ApiResource<ControllerInstallation>, IResource<ControllerInstallation>
{
    public static ResourceType ResourceType { get; } =
        new("core.gardener.cloud", "v1beta1", "ControllerInstallation", "controllerinstallations", false);

    public static JsonTypeInfo<ControllerInstallation> JsonTypeInfo => ApiJson.Context.ControllerInstallation;

    public ControllerInstallationSpec? Spec { get; init; }

    public ControllerInstallationStatus? Status { get; init; }
}
