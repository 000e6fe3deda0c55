using System.Globalization;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded.Controllers.Nodes;

namespace Graft.Kubernetes.Embedded.Controllers.Scheduling;

/// <summary>What a pod asks of its node, and what keeps the pod away from one.</summary>
internal static class NodeMatch
{
    /// <summary>Whether node selector and required node affinity accept the node.</summary>
    public static bool Accepts(PodSpec? spec, Node node) =>
        Selects(spec?.NodeSelector, node)
        && MatchesAffinity(spec?.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, node);

    /// <summary>Whether the node has all these labels.</summary>
    public static bool Selects(IReadOnlyDictionary<string, string>? selector, Node node) =>
        selector is null || selector.All(wanted => node.Metadata.Labels?.GetValueOrDefault(wanted.Key) == wanted.Value);

    /// <summary>The taints that keep new pods with these tolerations away.</summary>
    public static IEnumerable<Taint> Untolerated(Node node, IReadOnlyList<Toleration> tolerations) =>
        (node.Spec?.Taints ?? [])
            .Where(taint => taint.Effect is "NoSchedule" or "NoExecute")
            .Where(taint => !tolerations.Any(toleration => TaintEviction.Tolerates(toleration, taint)));

    /// <summary>Whether a change of a node may change which pods fit on it: its labels or its taints differ.</summary>
    public static bool Differs(Node old, Node node) => !SameLabels(old, node) || !SameTaints(old, node);

    private static bool MatchesAffinity(NodeSelector? selector, Node node) =>
        selector is null || (selector.NodeSelectorTerms ?? []).Any(term => MatchesTerm(term, node));

    private static bool MatchesTerm(NodeSelectorTerm term, Node node)
    {
        var (labels, fields) = (term.MatchExpressions ?? [], term.MatchFields ?? []);
        return labels.Count + fields.Count > 0
            && labels.All(each => Matches(each, node.Metadata.Labels?.GetValueOrDefault(each.Key ?? "")))
            && fields.All(each => Matches(each, each.Key == "metadata.name" ? node.Metadata.Name : null));
    }

    private static bool Matches(NodeSelectorRequirement requirement, string? actual)
    {
        var values = requirement.Values ?? [];
        return requirement.Operator switch
        {
            "In" => actual is not null && values.Contains(actual, StringComparer.Ordinal),
            "NotIn" => actual is null || !values.Contains(actual, StringComparer.Ordinal),
            "Exists" => actual is not null,
            "DoesNotExist" => actual is null,
            "Gt" => Number(actual) > Number(values.Count > 0 ? values[0] : null),
            "Lt" => Number(actual) < Number(values.Count > 0 ? values[0] : null),
            _ => false,
        };
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static bool SameLabels(Node one, Node other)
    {
        var (left, right) = (one.Metadata.Labels, other.Metadata.Labels);
        return (left?.Count ?? 0) == (right?.Count ?? 0)
            && (
                left is null || left.All(label => right!.TryGetValue(label.Key, out var value) && value == label.Value)
            );
    }

    private static bool SameTaints(Node one, Node other) =>
        (one.Spec?.Taints ?? []).SequenceEqual(other.Spec?.Taints ?? []);
}
