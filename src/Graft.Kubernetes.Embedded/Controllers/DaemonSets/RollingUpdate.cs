using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>
/// Which pods of an older template may go now, and where a new one may come beside the old: never more nodes without an
/// available pod than <c>maxUnavailable</c>, never more nodes with two pods than <c>maxSurge</c>.
/// </summary>
internal sealed class RollingUpdate(DaemonSetUpdateStrategy? strategy, int desired, Func<Pod, bool> isAvailable)
{
    private readonly int _surge = Scale(strategy?.RollingUpdate?.MaxSurge ?? 0, desired);

    /// <summary>Whether a node may have a new pod beside its old one.</summary>
    public bool Surges => _surge > 0;

    /// <summary>Pods to delete, and nodes to put a new pod on besides.</summary>
    public (IReadOnlyList<Pod> Delete, IReadOnlyList<Node> Create) Next(IReadOnlyList<NodePods> nodes)
    {
        if (strategy?.Type == "OnDelete")
        {
            return ([], []);
        }
        return Surges ? ([.. Replaced(nodes)], [.. Surging(nodes)]) : ([.. Replaceable(nodes)], []);
    }

    private IEnumerable<Pod> Replaceable(IReadOnlyList<NodePods> nodes)
    {
        var limit = Math.Max(1, Scale(strategy?.RollingUpdate?.MaxUnavailable ?? 1, desired));
        var unavailable = nodes.Count(node => !node.IsSettled || !IsServed(node));
        var outdated = nodes.Where(node => node is { IsSettled: true, Outdated: not null, Current: null }).ToList();
        var broken = outdated.Where(node => !isAvailable(node.Outdated!)).ToList();
        return broken
            .Concat(outdated.Except(broken).Take(Math.Max(0, limit - unavailable)))
            .Select(node => node.Outdated!);
    }

    /// <summary>Old pods whose successors are there.</summary>
    private IEnumerable<Pod> Replaced(IReadOnlyList<NodePods> nodes) =>
        nodes
            .Where(node => node is { Current: not null, Outdated: not null } && isAvailable(node.Current))
            .Select(node => node.Outdated!);

    /// <summary>A node whose old pod serves nobody does not count against the limit.</summary>
    private IEnumerable<Node> Surging(IReadOnlyList<NodePods> nodes)
    {
        var surging = nodes.Count(node => !node.IsSettled || node is { Current: not null, Outdated: not null });
        var outdated = nodes.Where(node => node is { IsSettled: true, Outdated: not null, Current: null }).ToList();
        var broken = outdated.Where(node => !isAvailable(node.Outdated!)).ToList();
        return broken.Concat(outdated.Except(broken).Take(Math.Max(0, _surge - surging))).Select(node => node.Node);
    }

    private bool IsServed(NodePods node) => (node.Current ?? node.Outdated) is { } pod && isAvailable(pod);

    /// <summary>A percentage of the nodes is rounded up.</summary>
    private static int Scale(IntOrString limit, int desired)
    {
        if (limit.IsNumber)
        {
            return limit.Number;
        }
        var text = limit.ToString().TrimEnd('%');
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var percent)
            ? (percent * desired + 99) / 100
            : 0;
    }
}
