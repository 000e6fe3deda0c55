namespace Graft.Api.Gardener;

/// <summary>The merged result.</summary>
public sealed record NamespacedCloudProfileStatus : ApiObject
{
    public CloudProfileSpec? CloudProfileSpec { get; init; }

    public long? ObservedGeneration { get; init; }
}
