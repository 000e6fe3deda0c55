using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers.Scheduling;

/// <summary>
/// Puts pods that name no node on one whose labels and taints fit, the one with the fewest pods. What a runtime class asks
/// of nodes counts as the pod's own. Resources, priorities and affinity among pods are not considered.
/// </summary>
internal sealed class PodScheduler(
    IKubernetesClient client,
    Informer<Pod> pods,
    Informer<Node> nodes,
    Informer<RuntimeClass> runtimeClasses,
    ClusterEvents events,
    TimeProvider time
) : IReconciler
{
    /// <summary>The name that pods ask for a scheduler by, unless they want another one.</summary>
    public const string Name = "default-scheduler";

    public static Controller Create(
        IKubernetesClient client,
        InformerSet informers,
        ClusterEvents events,
        TimeProvider time,
        Random random,
        ILoggerFactory loggers
    )
    {
        var pods = informers.Get<Pod>();
        var waiting = () => pods.List().Where(IsWaiting).Select(KeyOf);
        return new ControllerBuilder<Pod>("scheduler", informers)
            .Where(Predicate.Matching<Pod>(IsWaiting))
            .Watching<Node>(InformerScope.All, Predicate.Changed<Node>(FitnessChanged), _ => waiting())
            .Watching<RuntimeClass>(InformerScope.All, Predicate.ResourceVersionChanged<RuntimeClass>(), _ => waiting())
            .Build(
                new PodScheduler(client, pods, informers.Get<Node>(), informers.Get<RuntimeClass>(), events, time),
                new ControllerOptions(),
                time,
                random,
                loggers
            );
    }

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (pods.Find(key) is not { } pod || !IsWaiting(pod))
        {
            return ReconcileResult.Done;
        }
        var all = nodes.List();
        var refusals = new List<string>();
        var fitting = new List<Node>();
        foreach (var node in all)
        {
            if (FindRefusal(pod, node) is { } refusal)
            {
                refusals.Add(refusal);
            }
            else
            {
                fitting.Add(node);
            }
        }
        if (fitting.Count == 0)
        {
            await RefuseAsync(pod, Explain(all.Count, refusals), cancellationToken);
            return ReconcileResult.Done;
        }
        var counts = pods.List()
            .Select(each => each.Spec?.NodeName)
            .OfType<string>()
            .CountBy(name => name)
            .ToDictionary();
        var chosen = fitting
            .OrderBy(node => counts.GetValueOrDefault(node.Metadata.Name!))
            .ThenBy(node => node.Metadata.Name, StringComparer.Ordinal)
            .First()
            .Metadata.Name!;
        await client.BindAsync(key, chosen, cancellationToken);
        await events.TellAsync(
            SubjectOf(pod),
            "Normal",
            "Scheduled",
            $"Successfully assigned {key} to {chosen}",
            cancellationToken
        );
        return ReconcileResult.Done;
    }

    /// <summary>Why a pod cannot be on the node, in the words that are counted; null where it can.</summary>
    private string? FindRefusal(Pod pod, Node node)
    {
        RuntimeClassScheduling? scheduling = null;
        if (pod.Spec?.RuntimeClassName is { Length: > 0 } name)
        {
            if (runtimeClasses.Find(new ObjectKey(name)) is not { } runtime)
            {
                return $"had no runtime class \"{name}\"";
            }
            scheduling = runtime.Scheduling;
        }
        if (node.Spec?.Unschedulable == true)
        {
            return "were unschedulable";
        }
        if (!NodeMatch.Accepts(pod.Spec, node) || !NodeMatch.Selects(scheduling?.NodeSelector, node))
        {
            return "didn't match Pod's node affinity/selector";
        }
        IReadOnlyList<Toleration> tolerations = [.. pod.Spec?.Tolerations ?? [], .. scheduling?.Tolerations ?? []];
        return NodeMatch.Untolerated(node, tolerations).FirstOrDefault() is { } taint
            ? $"had untolerated taint {{{taint.Key}: {taint.Value}}}"
            : null;
    }

    private static string Explain(int count, List<string> refusals)
    {
        var reasons = refusals.CountBy(reason => reason).OrderBy(reason => reason.Key, StringComparer.Ordinal);
        var details = string.Join(", ", reasons.Select(reason => $"{reason.Value} node(s) {reason.Key}"));
        return count == 0 ? "no nodes available to schedule pods" : $"0/{count} nodes are available: {details}.";
    }

    private async Task RefuseAsync(Pod pod, string message, CancellationToken cancellationToken)
    {
        var condition = new KubernetesCondition
        {
            Type = "PodScheduled",
            Status = "False",
            Reason = "Unschedulable",
            Message = message,
            LastTransitionTime = time.GetUtcNow(),
        };
        var before = pod.Status?.Conditions ?? [];
        if (before.FirstOrDefault(each => each.Type == condition.Type) is { } known)
        {
            if (known.Message == message)
            {
                return;
            }
            condition = condition with { LastTransitionTime = known.LastTransitionTime };
        }
        await client.PatchStatusDifferenceAsync(
            pod,
            pod with
            {
                Status = (pod.Status ?? new PodStatus()) with
                {
                    Conditions = [.. before.Where(each => each.Type != condition.Type), condition],
                },
            },
            cancellationToken
        );
        await events.TellAsync(SubjectOf(pod), "Warning", "FailedScheduling", message, cancellationToken);
    }

    private static bool IsWaiting(Pod pod) =>
        string.IsNullOrEmpty(pod.Spec?.NodeName)
        && pod.Metadata.DeletionTimestamp is null
        && pod.Status?.Phase is null or "" or "Pending";

    private static bool FitnessChanged(Node old, Node node) =>
        NodeMatch.Differs(old, node) || old.Spec?.Unschedulable != node.Spec?.Unschedulable;

    private static ObjectKey KeyOf(Pod pod) => new(pod.Metadata.Namespace, pod.Metadata.Name!);

    private static EventSubject SubjectOf(Pod pod) =>
        new("v1", "Pod", pod.Metadata.Namespace!, pod.Metadata.Name!, pod.Metadata.Uid!);
}
