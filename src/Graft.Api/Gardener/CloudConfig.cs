namespace Graft.Api.Gardener;

/// <summary>Where the user data lies.</summary>
public sealed record CloudConfig : ApiObject
{
    public NamespacedName? SecretRef { get; init; }
}
