using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>What must survive when a Shoot's control plane moves to another seed.</summary>
public sealed record ShootState : ApiResource<ShootState>, IResource<ShootState>
{
    public static ResourceType ResourceType { get; } =
        new("core.gardener.cloud", "v1beta1", "ShootState", "shootstates", true);

    public static JsonTypeInfo<ShootState> JsonTypeInfo => ApiJson.Context.ShootState;

    public ShootStateSpec? Spec { get; init; }
}
