using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded.Controllers.Scheduling;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>Whether a daemon pod may run on a node: its name, its labels and its taints.</summary>
/// <param name="ShouldRun">A pod is to be there.</param>
/// <param name="ShouldContinue">A pod that is there may stay: taints that only keep new pods away do not end it.</param>
internal readonly record struct NodePlacement(bool ShouldRun, bool ShouldContinue)
{
    public static NodePlacement Of(PodSpec? spec, Node node)
    {
        if ((spec?.NodeName is { Length: > 0 } name && name != node.Metadata.Name) || !NodeMatch.Accepts(spec, node))
        {
            return default;
        }
        var tolerations = DaemonPod.WithDaemonTolerations(spec);
        var untolerated = NodeMatch.Untolerated(node, tolerations).ToList();
        return new NodePlacement(untolerated.Count == 0, untolerated.All(taint => taint.Effect != "NoExecute"));
    }
}
