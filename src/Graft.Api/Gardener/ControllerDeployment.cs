using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>The chart by which an extension is deployed.</summary>
public sealed record ControllerDeployment : ApiResource<ControllerDeployment>, IResource<ControllerDeployment>
{
    public static ResourceType ResourceType { get; } =
        new("core.gardener.cloud", "v1", "ControllerDeployment", "controllerdeployments", false);

    public static JsonTypeInfo<ControllerDeployment> JsonTypeInfo => ApiJson.Context.ControllerDeployment;

    public JsonElement? Helm { get; init; }

    public bool? InjectGardenKubeconfig { get; init; }
}
