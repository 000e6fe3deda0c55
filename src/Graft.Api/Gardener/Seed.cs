using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>A cluster that hosts control planes of Shoots.</summary>
public sealed record Seed : ApiResource<Seed>, IResource<Seed>
{
    public static ResourceType ResourceType { get; } = new("core.gardener.cloud", "v1beta1", "Seed", "seeds", false);

    public static JsonTypeInfo<Seed> JsonTypeInfo => ApiJson.Context.Seed;

    public SeedSpec? Spec { get; init; }

    public SeedStatus? Status { get; init; }
}
