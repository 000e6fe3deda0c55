namespace Graft.Api.Gardener;

/// <summary>A file of a container image.</summary>
public sealed record FileContentImageRef : ApiObject
{
    public string? Image { get; init; }

    public string? FilePathInImage { get; init; }
}
