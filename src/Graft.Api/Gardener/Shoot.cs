using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>A Kubernetes cluster that Gardener runs for its owner.</summary>
public sealed record Shoot : ApiResource<Shoot>, IResource<Shoot>
{
    public static ResourceType ResourceType { get; } = new("core.gardener.cloud", "v1beta1", "Shoot", "shoots", true);

    public static JsonTypeInfo<Shoot> JsonTypeInfo => ApiJson.Context.Shoot;

    public ShootSpec? Spec { get; init; }

    public ShootStatus? Status { get; init; }
}
