namespace Graft.Api.Gardener;

/// <summary>A kind without version.</summary>
public sealed record GroupKind : ApiObject
{
    public string? Group { get; init; }

    public string? Kind { get; init; }
}
