using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>What extensions know of a Shoot: full copies of the objects in the garden.</summary>
public sealed record Cluster : ApiResource<Cluster>, IResource<Cluster>
{
    public static ResourceType ResourceType { get; } =
        new("extensions.gardener.cloud", "v1alpha1", "Cluster", "clusters", false);

    public static JsonTypeInfo<Cluster> JsonTypeInfo => ApiJson.Context.Cluster;

    public ClusterSpec? Spec { get; init; }
}
