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
    TimeProvider time
) : IReconciler
{
    private static readonly DeleteOptions s_atOnce = new() { GracePeriodSeconds = 0 };

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (daemonSets.Find(key) is not { Metadata.DeletionTimestamp: null } set || set.Spec?.Template is null)
        {
            return ReconcileResult.Done;
        }
        var state = DaemonSetState.Observe(set, pods.List(key.Namespace), nodes.List(), time);
        foreach (var pod in state.Lost)
        {
            await client.TryDeleteAsync<Pod>(KeyOf(pod), s_atOnce, cancellationToken);
        }
        foreach (var pod in state.Unwanted.Concat(state.Outdated()))
        {
            await client.TryDeleteAsync<Pod>(KeyOf(pod), cancellationToken);
        }
        foreach (var node in state.Bare)
        {
            await CreateAsync(DaemonPod.Create(set, state.TemplateHash, node), cancellationToken);
        }
        await client.PatchStatusDifferenceAsync(set, set with { Status = state.Status }, cancellationToken);
        return state.NextAvailable is { } wait ? ReconcileResult.RequeueAfter(wait) : ReconcileResult.Done;
    }

    private async Task CreateAsync(Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateAsync(pod, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            // The cache has not seen this pod yet, or its predecessor of the same name is still going: an event follows.
        }
    }

    private static ObjectKey KeyOf(Pod pod) => new(pod.Metadata.Namespace, pod.Metadata.Name!);
}
