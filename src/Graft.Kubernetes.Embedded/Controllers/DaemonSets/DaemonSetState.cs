using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>What a DaemonSet has, against what it should have.</summary>
internal sealed class DaemonSetState
{
    private readonly DaemonSet _set;
    private readonly TimeProvider _time;
    private readonly List<Pod> _kept = [];

    private DaemonSetState(DaemonSet set, TimeProvider time)
    {
        _set = set;
        _time = time;
        TemplateHash = DaemonPod.HashOf(set.Spec!.Template!);
    }

    public string TemplateHash { get; }

    /// <summary>Nodes that should have a pod and have none.</summary>
    public List<Node> Bare { get; } = [];

    /// <summary>Pods that must go: misplaced, doubled or ended.</summary>
    public List<Pod> Unwanted { get; } = [];

    /// <summary>Pods of nodes that are gone; nobody is left to stop them.</summary>
    public List<Pod> Lost { get; } = [];

    public required DaemonSetStatus Status { get; init; }

    /// <summary>When the next ready pod counts as available; null where none waits for that.</summary>
    public TimeSpan? NextAvailable { get; private set; }

    private TimeSpan MinReady => TimeSpan.FromSeconds(_set.Spec!.MinReadySeconds ?? 0);

    public static DaemonSetState Observe(
        DaemonSet set,
        IEnumerable<Pod> pods,
        IReadOnlyList<Node> nodes,
        TimeProvider time
    )
    {
        var own = pods.Where(pod => DaemonPod.IsOwnedBy(pod, set))
            .ToLookup(pod => pod.Spec?.NodeName ?? "", StringComparer.Ordinal);
        var state = new DaemonSetState(set, time) { Status = new DaemonSetStatus() };
        var (desired, misplaced) = (0, 0);
        foreach (var node in nodes)
        {
            var there = own[node.Metadata.Name!].ToList();
            if (NodePlacement.Allows(set.Spec!.Template!.Spec, node))
            {
                desired++;
                state.Judge(node, there);
            }
            else
            {
                misplaced += there.Count > 0 ? 1 : 0;
                state.Unwanted.AddRange(there.Where(IsLive));
            }
        }
        var known = nodes.Select(node => node.Metadata.Name!).ToHashSet(StringComparer.Ordinal);
        state.Lost.AddRange(own.Where(group => !known.Contains(group.Key)).SelectMany(group => group));
        return state.WithStatus(desired, misplaced);
    }

    /// <summary>Pods of an older template that may go now without more than <c>maxUnavailable</c> nodes being without one.</summary>
    public IEnumerable<Pod> Outdated()
    {
        if (_set.Spec!.UpdateStrategy?.Type == "OnDelete")
        {
            return [];
        }
        var desired = Status.DesiredNumberScheduled ?? 0;
        var limit = _set.Spec.UpdateStrategy?.RollingUpdate?.MaxUnavailable ?? 1;
        var outdated = _kept.Where(pod => !IsCurrent(pod)).ToList();
        var budget = Scale(limit, desired) - (desired - (Status.NumberAvailable ?? 0));
        return outdated.Where(pod => !IsAvailable(pod)).Concat(outdated.Where(IsAvailable).Take(Math.Max(0, budget)));
    }

    private void Judge(Node node, List<Pod> there)
    {
        Unwanted.AddRange(there.Where(pod => IsLive(pod) && IsOver(pod)));
        var live = there
            .Where(pod => IsLive(pod) && !IsOver(pod))
            .OrderBy(pod => pod.Metadata.CreationTimestamp)
            .ToList();
        if (live.Count > 0)
        {
            _kept.Add(live[0]);
            Unwanted.AddRange(live.Skip(1));
        }
        else if (there.Count == 0)
        {
            Bare.Add(node);
        }
    }

    private DaemonSetState WithStatus(int desired, int misplaced)
    {
        var available = _kept.Count(IsAvailable);
        return new DaemonSetState(this)
        {
            Status = new DaemonSetStatus
            {
                UnknownFields = _set.Status?.UnknownFields,
                ObservedGeneration = _set.Metadata.Generation,
                DesiredNumberScheduled = desired,
                CurrentNumberScheduled = _kept.Count,
                NumberMisscheduled = misplaced,
                NumberReady = _kept.Count(pod => ReadySince(pod) is not null),
                NumberAvailable = available,
                NumberUnavailable = desired - available,
                UpdatedNumberScheduled = _kept.Count(IsCurrent),
            },
        };
    }

    private DaemonSetState(DaemonSetState other)
        : this(other._set, other._time)
    {
        (_kept, Bare, Unwanted, Lost, NextAvailable) = (
            other._kept,
            other.Bare,
            other.Unwanted,
            other.Lost,
            other.NextAvailable
        );
    }

    private bool IsCurrent(Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(DaemonPod.HashLabel) == TemplateHash;

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

    private static int Scale(IntOrString limit, int desired)
    {
        if (limit.IsNumber)
        {
            return limit.Number;
        }
        var text = limit.ToString().TrimEnd('%');
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var percent)
            ? Math.Max(1, (percent * desired + 99) / 100)
            : 1;
    }
}
