using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>Objects that the resource manager keeps in a target cluster.</summary>
public sealed record ManagedResource : ApiResource<ManagedResource>, IResource<ManagedResource>
{
    public static ResourceType ResourceType { get; } =
        new("resources.gardener.cloud", "v1alpha1", "ManagedResource", "managedresources", true);

    public static JsonTypeInfo<ManagedResource> JsonTypeInfo => ApiJson.Context.ManagedResource;

    public ManagedResourceSpec? Spec { get; init; }

    public ManagedResourceStatus? Status { get; init; }
}
