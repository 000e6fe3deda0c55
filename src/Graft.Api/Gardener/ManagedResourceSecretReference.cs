namespace Graft.Api.Gardener;

/// <summary>A secret whose values are manifests.</summary>
public sealed record ManagedResourceSecretReference : ApiObject
{
    public string? Name { get; init; }
}
