namespace Graft.Api.Gardener;

/// <summary>Thresholds at which a kubelet evicts pods.</summary>
public sealed record KubeletEviction : ApiObject
{
    public string? MemoryAvailable { get; init; }

    public string? ImageFSAvailable { get; init; }

    public string? ImageFSInodesFree { get; init; }

    public string? NodeFSAvailable { get; init; }

    public string? NodeFSInodesFree { get; init; }
}
