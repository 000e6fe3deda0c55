using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>
/// Opens a node for workload once every critical component on it is ready: each DaemonSet that carries the label and
/// selects the node has a ready pod there.
/// </summary>
internal sealed class CriticalComponents(
    string node,
    IKubernetesClient shoot,
    Informer<DaemonSet> daemonSets,
    Informer<Pod> pods
)
{
    public async Task RemoveTaintWhenReadyAsync(CancellationToken cancellationToken)
    {
        var key = new ObjectKey(null, node);
        if (
            await shoot.FindAsync<Api.Kubernetes.Node>(key, cancellationToken) is not { } current
            || !IsTainted(current)
        )
        {
            return;
        }
        var labels = current.Metadata.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal);
        var awaited = daemonSets.List().Where(IsCritical).Where(daemonSet => Selects(daemonSet, labels));
        if (awaited.All(HasReadyPod))
        {
            var taints = current.Spec!.Taints!.Where(taint => !IsCriticalTaint(taint)).ToList();
            var untainted = current with { Spec = current.Spec with { Taints = taints.Count == 0 ? null : taints } };
            await shoot.PatchDifferenceAsync(current, untainted, cancellationToken);
        }
    }

    private bool HasReadyPod(DaemonSet daemonSet) =>
        pods.List(daemonSet.Metadata.Namespace)
            .Any(pod =>
                pod.Spec?.NodeName == node
                && pod.Metadata.OwnerReferences?.Any(owner => owner.Uid == daemonSet.Metadata.Uid) == true
                && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true
            );

    private static bool Selects(DaemonSet daemonSet, IReadOnlyDictionary<string, string> labels) =>
        (daemonSet.Spec?.Template?.Spec?.NodeSelector ?? new Dictionary<string, string>(StringComparer.Ordinal)).All(
            wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value
        );

    private static bool IsCritical(DaemonSet daemonSet) =>
        daemonSet.Metadata.Labels?.GetValueOrDefault(WellKnown.Labels.CriticalComponent) == "true";

    private static bool IsTainted(Api.Kubernetes.Node node) => node.Spec?.Taints?.Any(IsCriticalTaint) == true;

    private static bool IsCriticalTaint(Taint taint) => taint.Key == WellKnown.Taints.CriticalComponentsNotReady;
}
