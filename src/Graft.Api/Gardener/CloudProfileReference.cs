namespace Graft.Api.Gardener;

/// <summary>Names a CloudProfile or a NamespacedCloudProfile.</summary>
public sealed record CloudProfileReference : ApiObject
{
    /// <summary><c>CloudProfile</c> where it is absent.</summary>
    public string? Kind { get; init; }

    public string? Name { get; init; }
}
