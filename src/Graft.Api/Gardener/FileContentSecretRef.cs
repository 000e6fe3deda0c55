namespace Graft.Api.Gardener;

/// <summary>Bytes of a secret's key.</summary>
public sealed record FileContentSecretRef : ApiObject
{
    public string? Name { get; init; }

    public string? DataKey { get; init; }
}
