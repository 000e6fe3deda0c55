using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>What a DaemonSet has, against what it should have.</summary>
internal sealed class DaemonSetState
{
    private readonly DaemonSet _set;
    private readonly string _templateHash;
    private readonly TimeProvider _time;
    private readonly List<NodePods> _nodes = [];
    private int _desired;
    private int _scheduled;
    private int _misplaced;
    private int _ready;
    private int _available;
    private int _updated;

    private DaemonSetState(DaemonSet set, string templateHash, TimeProvider time) =>
        (_set, _templateHash, _time) = (set, templateHash, time);

    /// <summary>Nodes that should have a pod and have none.</summary>
    public List<Node> Bare { get; } = [];

    /// <summary>Pods that must go: misplaced or doubled.</summary>
    public List<Pod> Unwanted { get; } = [];

    /// <summary>Pods that have ended; how soon they are replaced depends on how often that happened.</summary>
    public List<Pod> Ended { get; } = [];

    /// <summary>Pods of nodes that are gone; nobody is left to stop them.</summary>
    public List<Pod> Lost { get; } = [];

    /// <summary>When the next ready pod counts as available; null where none waits for that.</summary>
    public TimeSpan? NextAvailable { get; private set; }

    private TimeSpan MinReady => TimeSpan.FromSeconds(_set.Spec!.MinReadySeconds ?? 0);

    /// <param name="set">The set.</param>
    /// <param name="templateHash">The revision that its template is now.</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="time">What readiness is measured against.</param>
    public static DaemonSetState Observe(
        DaemonSet set,
        string templateHash,
        IEnumerable<Pod> pods,
        IReadOnlyList<Node> nodes,
        TimeProvider time
    )
    {
        var own = pods.ToLookup(pod => pod.Spec?.NodeName ?? "", StringComparer.Ordinal);
        var state = new DaemonSetState(set, templateHash, time);
        var placements = nodes.Select(node => (node, NodePlacement.Of(set.Spec!.Template!.Spec, node))).ToList();
        state._desired = placements.Count(each => each.Item2.ShouldRun);
        var surges = state.Update.Surges;
        foreach (var (node, placement) in placements)
        {
            state.Judge(node, placement, [.. own[node.Metadata.Name!]], surges);
        }
        var known = nodes.Select(node => node.Metadata.Name!).ToHashSet(StringComparer.Ordinal);
        state.Lost.AddRange(own.Where(group => !known.Contains(group.Key)).SelectMany(group => group));
        return state;
    }

    /// <summary>The next step of a change of the template.</summary>
    public (IReadOnlyList<Pod> Delete, IReadOnlyList<Node> Create) NextUpdate() => Update.Next(_nodes);

    public DaemonSetStatus ToStatus() =>
        (_set.Status ?? new DaemonSetStatus()) with
        {
            ObservedGeneration = _set.Metadata.Generation,
            DesiredNumberScheduled = _desired,
            CurrentNumberScheduled = _scheduled,
            NumberMisscheduled = _misplaced,
            NumberReady = _ready,
            NumberAvailable = _available,
            NumberUnavailable = _desired - _available,
            UpdatedNumberScheduled = _updated,
        };

    private RollingUpdate Update => new(_set.Spec!.UpdateStrategy, _desired, IsAvailable);

    private void Judge(Node node, NodePlacement placement, List<Pod> there, bool surges)
    {
        if (!placement.ShouldContinue)
        {
            Unwanted.AddRange(there.Where(IsLive));
        }
        if (!placement.ShouldRun)
        {
            _misplaced += there.Count > 0 ? 1 : 0;
            return;
        }
        Ended.AddRange(there.Where(pod => IsLive(pod) && IsOver(pod)));
        var living = there
            .Where(pod => IsLive(pod) && !IsOver(pod))
            .OrderBy(pod => pod.Metadata.CreationTimestamp)
            .ToList();
        if (there.Count == 0)
        {
            Bare.Add(node);
        }
        else if (living.Count > 0)
        {
            Count(living[0]);
        }
        // Beside an old pod there may be its successor, but only where the set surges.
        var candidates = surges ? living : living[..Math.Min(1, living.Count)];
        var (current, outdated) = (candidates.Find(IsCurrent), candidates.Find(pod => !IsCurrent(pod)));
        Unwanted.AddRange(living.Where(pod => !ReferenceEquals(pod, current) && !ReferenceEquals(pod, outdated)));
        _nodes.Add(new NodePods(node, current, outdated, there.All(IsLive)));
    }

    private void Count(Pod pod)
    {
        _scheduled++;
        _ready += ReadySince(pod) is null ? 0 : 1;
        _available += IsAvailable(pod) ? 1 : 0;
        _updated += IsCurrent(pod) ? 1 : 0;
    }

    private bool IsCurrent(Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(DaemonPod.HashLabel) == _templateHash;

    private bool IsAvailable(Pod pod)
    {
        if (ReadySince(pod) is not { } since)
        {
            return false;
        }
        var left = since + MinReady - _time.GetUtcNow();
        if (MinReady == TimeSpan.Zero || left <= TimeSpan.Zero)
        {
            return true;
        }
        NextAvailable = NextAvailable is { } other && other < left ? other : left;
        return false;
    }

    private static DateTimeOffset? ReadySince(Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "Ready", Status: "True" }) is { } ready
            ? ready.LastTransitionTime ?? DateTimeOffset.MinValue
            : null;

    private static bool IsLive(Pod pod) => pod.Metadata.DeletionTimestamp is null;

    private static bool IsOver(Pod pod) => pod.Status?.Phase is "Failed" or "Succeeded";
}
