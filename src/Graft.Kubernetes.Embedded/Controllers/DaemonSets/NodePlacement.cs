using System.Globalization;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Embedded.Controllers.Nodes;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>Whether a daemon pod may run on a node: its name, its labels and its taints.</summary>
/// <param name="ShouldRun">A pod is to be there.</param>
/// <param name="ShouldContinue">A pod that is there may stay: taints that only keep new pods away do not end it.</param>
internal readonly record struct NodePlacement(bool ShouldRun, bool ShouldContinue)
{
    public static NodePlacement Of(PodSpec? spec, Node node)
    {
        if (
            (spec?.NodeName is { Length: > 0 } name && name != node.Metadata.Name)
            || !MatchesSelector(spec?.NodeSelector, node)
            || !MatchesAffinity(spec?.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, node)
        )
        {
            return default;
        }
        var tolerations = DaemonPod.WithDaemonTolerations(spec);
        var untolerated = (node.Spec?.Taints ?? [])
            .Where(taint => taint.Effect is "NoSchedule" or "NoExecute")
            .Where(taint => !tolerations.Any(toleration => TaintEviction.Tolerates(toleration, taint)))
            .ToList();
        return new NodePlacement(untolerated.Count == 0, untolerated.All(taint => taint.Effect != "NoExecute"));
    }

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
}
