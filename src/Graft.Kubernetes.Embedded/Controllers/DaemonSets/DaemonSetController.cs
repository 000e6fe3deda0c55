using Graft.Api.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Embedded.Controllers.Scheduling;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>
/// Keeps one pod of every DaemonSet on every node that the pod may run on, replaces pods of an old template within the
/// set's limits, keeps the templates that a set has had as ControllerRevisions, and reports the counts. Pods are bound to their node at once: the embedded control plane needs no scheduler.
/// </summary>
internal static class DaemonSetController
{
    public static Controller Create(
        IKubernetesClient client,
        InformerSet informers,
        ClusterEvents events,
        TimeProvider time,
        Random random,
        ILoggerFactory loggers
    )
    {
        var daemonSets = informers.Get<DaemonSet>();
        var reconciler = new DaemonSetReconciler(
            client,
            daemonSets,
            informers.Get<Pod>(),
            informers.Get<Node>(),
            new RevisionHistory(client, informers.Get<ControllerRevision>()),
            events,
            time
        );
        return new ControllerBuilder<DaemonSet>("daemonset", informers)
            .WatchingOwned<Pod>(InformerScope.All)
            .WatchingOwned<ControllerRevision>(InformerScope.All)
            .Watching<Node>(
                InformerScope.All,
                Predicate.Create<Node>(_ => true, NodeMatch.Differs, _ => true),
                _ => daemonSets.List().Select(set => new ObjectKey(set.Metadata.Namespace, set.Metadata.Name!))
            )
            .Build(reconciler, new ControllerOptions(), time, random, loggers);
    }
}
