using Graft.Api.Gardener;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.Actuators;

/// <summary>What the author of an infrastructure provider writes: pools in, machines out.</summary>
public interface IWorkerActuator
{
    /// <summary>Brings the machines of all pools about and returns when they are there.</summary>
    Task<WorkerResult> ReconcileAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken);

    Task DeleteAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken);

    Task ForceDeleteAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken) =>
        DeleteAsync(worker, cluster, cancellationToken);

    Task MigrateAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken);

    Task<WorkerResult> RestoreAsync(Worker worker, ClusterContext cluster, CancellationToken cancellationToken) =>
        ReconcileAsync(worker, cluster, cancellationToken);
}
