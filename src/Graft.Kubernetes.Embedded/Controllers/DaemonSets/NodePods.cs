using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>One set's pods on one node that shall have one.</summary>
/// <param name="Node">The node.</param>
/// <param name="Current">The living pod of the newest template.</param>
/// <param name="Outdated">The living pod of an older one.</param>
/// <param name="IsSettled">False while a pod is ending there, or too many live.</param>
internal sealed record NodePods(Node Node, Pod? Current, Pod? Outdated, bool IsSettled);
