using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>Brings the pods of one DaemonSet to what the set and the nodes ask for.</summary>
internal sealed class DaemonSetReconciler(
    IKubernetesClient client,
    Informer<DaemonSet> daemonSets,
    Informer<Pod> pods,
    Informer<Node> nodes,
    RevisionHistory history,
    ClusterEvents events,
    TimeProvider time
) : IReconciler
{
    private static readonly DeleteOptions s_atOnce = new() { GracePeriodSeconds = 0 };

    private readonly PodBackOff _backOff = new(time);

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (daemonSets.Find(key) is not { Metadata.DeletionTimestamp: null } set || set.Spec?.Template is null)
        {
            return ReconcileResult.Done;
        }
        var own = await OwnPodsAsync(set, cancellationToken);
        var hash = await history.RecordAsync(set, cancellationToken);
        var state = DaemonSetState.Observe(set, hash, own, nodes.List(), time);
        foreach (var pod in state.Lost)
        {
            await client.TryDeleteAsync<Pod>(KeyOf(pod), s_atOnce, cancellationToken);
        }
        var (outdated, surging) = state.NextUpdate();
        foreach (var pod in state.Unwanted.Concat(outdated))
        {
            await DeleteAsync(set, pod, cancellationToken);
        }
        var wait = await ReplaceEndedAsync(set, state.Ended, cancellationToken);
        foreach (var node in state.Bare.Concat(surging))
        {
            await CreateAsync(set, DaemonPod.Create(set, hash, node), cancellationToken);
        }
        await history.TrimAsync(set, hash, own, cancellationToken);
        await client.PatchStatusDifferenceAsync(set, set with { Status = state.ToStatus() }, cancellationToken);
        return Earlier(wait, state.NextAvailable) is { } next
            ? ReconcileResult.RequeueAfter(next)
            : ReconcileResult.Done;
    }

    /// <summary>The set's pods; those that a set deleted with <c>--cascade=orphan</c> left behind become its own.</summary>
    private async Task<List<Pod>> OwnPodsAsync(DaemonSet set, CancellationToken cancellationToken)
    {
        var own = new List<Pod>();
        foreach (var pod in pods.List(set.Metadata.Namespace))
        {
            if (DaemonPod.IsOwnedBy(pod.Metadata, set))
            {
                own.Add(pod);
            }
            else if (DaemonPod.CanAdopt(pod.Metadata, set))
            {
                var adopted = pod with { Metadata = DaemonPod.Adopted(pod.Metadata, set) };
                own.Add(await client.PatchDifferenceAsync(pod, adopted, cancellationToken));
            }
        }
        return own;
    }

    /// <summary>Deletes pods that have ended, each when its node's turn has come; gives when the next one has.</summary>
    private async Task<TimeSpan?> ReplaceEndedAsync(
        DaemonSet set,
        IEnumerable<Pod> ended,
        CancellationToken cancellationToken
    )
    {
        TimeSpan? wait = null;
        foreach (var pod in ended)
        {
            if (_backOff.Next(set.Metadata.Uid!, pod.Spec?.NodeName ?? "") is { } delay)
            {
                wait = Earlier(wait, delay);
            }
            else
            {
                var (type, reason) =
                    pod.Status?.Phase == "Failed" ? ("Warning", "FailedDaemonPod") : ("Normal", "SucceededDaemonPod");
                var message =
                    $"Found {pod.Status?.Phase?.ToLowerInvariant()} daemon pod {pod.Metadata.Namespace}/{pod.Metadata.Name} on node {pod.Spec?.NodeName}, will try to kill it";
                await events.TellAsync(Subject(set), type, reason, message, cancellationToken);
                await DeleteAsync(set, pod, cancellationToken);
            }
        }
        return wait;
    }

    private async Task DeleteAsync(DaemonSet set, Pod pod, CancellationToken cancellationToken)
    {
        if (await client.TryDeleteAsync<Pod>(KeyOf(pod), cancellationToken))
        {
            var message = $"Deleted pod: {pod.Metadata.Name}";
            await events.TellAsync(Subject(set), "Normal", "SuccessfulDelete", message, cancellationToken);
        }
    }

    private async Task CreateAsync(DaemonSet set, Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(pod, cancellationToken);
            var message = $"Created pod: {pod.Metadata.Name}";
            await events.TellAsync(Subject(set), "Normal", "SuccessfulCreate", message, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            // The cache has not seen this pod yet, or its predecessor of the same name is still going: an event follows.
        }
    }

    private static EventSubject Subject(DaemonSet set) =>
        new("apps/v1", "DaemonSet", set.Metadata.Namespace!, set.Metadata.Name!, set.Metadata.Uid!);

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private static ObjectKey KeyOf(Pod pod) => new(pod.Metadata.Namespace, pod.Metadata.Name!);
}
