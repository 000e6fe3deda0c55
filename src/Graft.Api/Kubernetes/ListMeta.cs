namespace Graft.Api.Kubernetes;

/// <summary>Metadata of a list or of a status response.</summary>
public sealed record ListMeta : ApiObject
{
    public string? ResourceVersion { get; init; }

    public string? Continue { get; init; }

    public long? RemainingItemCount { get; init; }
}
