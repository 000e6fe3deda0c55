namespace Graft.Kubernetes.Embedded.Pods;

/// <summary>Which log is meant.</summary>
/// <param name="Node">The node that runs the pod.</param>
/// <param name="PodUid">The pod.</param>
/// <param name="Container">The container's name.</param>
/// <param name="IsPrevious">Whether the log of the instance before the last restart is meant.</param>
public sealed record ContainerLog(string Node, string PodUid, string Container, bool IsPrevious);
