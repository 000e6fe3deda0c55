namespace Graft.Api.Gardener;

/// <summary>Names an object of a namespace.</summary>
public sealed record NamespacedName : ApiObject
{
    public string? Name { get; init; }

    public string? Namespace { get; init; }
}
