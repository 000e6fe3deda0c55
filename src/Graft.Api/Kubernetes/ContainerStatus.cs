namespace Graft.Api.Kubernetes;

/// <summary>What a kubelet reports of a container.</summary>
public sealed record ContainerStatus : ApiObject
{
    public string? Name { get; init; }

    public string? Image { get; init; }

    public string? ImageID { get; init; }

    public string? ContainerID { get; init; }

    public bool? Ready { get; init; }

    public bool? Started { get; init; }

    public int? RestartCount { get; init; }

    public ContainerState? State { get; init; }

    public ContainerState? LastState { get; init; }
}
