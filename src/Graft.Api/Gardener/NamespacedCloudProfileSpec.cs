namespace Graft.Api.Gardener;

/// <summary>What a NamespacedCloudProfile adds.</summary>
public sealed record NamespacedCloudProfileSpec : ApiObject
{
    public CloudProfileReference? Parent { get; init; }
}
