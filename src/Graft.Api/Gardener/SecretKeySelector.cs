namespace Graft.Api.Gardener;

/// <summary>A key of a secret in the same namespace.</summary>
public sealed record SecretKeySelector : ApiObject
{
    public string? Name { get; init; }

    public string? Key { get; init; }
}
