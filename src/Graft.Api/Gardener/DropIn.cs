namespace Graft.Api.Gardener;

/// <summary>A drop-in of a unit.</summary>
public sealed record DropIn : ApiObject
{
    public string? Name { get; init; }

    public string? Content { get; init; }
}
