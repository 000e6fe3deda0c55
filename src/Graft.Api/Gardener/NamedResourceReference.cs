namespace Graft.Api.Gardener;

/// <summary>A resource that configurations of a Shoot or states of an extension refer to by name.</summary>
public sealed record NamedResourceReference : ApiObject
{
    public string? Name { get; init; }

    public CrossVersionObjectReference? ResourceRef { get; init; }
}
