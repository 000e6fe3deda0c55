using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>Whether a daemon pod may run on a node: node selector and taints.</summary>
internal static class NodePlacement
{
    public static bool Allows(PodSpec? spec, Node node) =>
        (spec?.NodeName is null || spec.NodeName == node.Metadata.Name)
        && MatchesSelector(spec?.NodeSelector, node)
        && (node.Spec?.Taints ?? [])
            .Where(taint => taint.Effect is "NoSchedule" or "NoExecute")
            .All(taint => DaemonPod.WithDaemonTolerations(spec).Any(toleration => Tolerates(toleration, taint)));

    public static bool SameLabels(Node one, Node other)
    {
        var (left, right) = (one.Metadata.Labels, other.Metadata.Labels);
        return (left?.Count ?? 0) == (right?.Count ?? 0)
            && (
                left is null || left.All(label => right!.TryGetValue(label.Key, out var value) && value == label.Value)
            );
    }

    public static bool SameTaints(Node one, Node other) =>
        (one.Spec?.Taints ?? []).SequenceEqual(other.Spec?.Taints ?? []);

    private static bool MatchesSelector(IReadOnlyDictionary<string, string>? selector, Node node) =>
        selector is null || selector.All(wanted => node.Metadata.Labels?.GetValueOrDefault(wanted.Key) == wanted.Value);

    private static bool Tolerates(Toleration toleration, Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (
            string.IsNullOrEmpty(toleration.Key)
                ? toleration.Operator == "Exists"
                : toleration.Key == taint.Key
                    && (toleration.Operator == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""))
        );
}
