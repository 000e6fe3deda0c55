namespace Graft.Api.Kubernetes;

/// <summary>The state of a container; exactly one part is set.</summary>
public sealed record ContainerState : ApiObject
{
    public ContainerStateRunning? Running { get; init; }

    public ContainerStateWaiting? Waiting { get; init; }

    public ContainerStateTerminated? Terminated { get; init; }
}
