using Graft.Api.Gardener;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.Actuators;

/// <summary>
/// What the author of a container runtime writes. The controller around it holds the operation annotations, finalizers and
/// status; an exception here becomes the status text (<see cref="ErrorCodesException"/> adds codes) and is tried again.
/// </summary>
/// <remarks>Every method may run again, or be cut short and run again; it computes what is wanted from what is there.</remarks>
public interface IContainerRuntimeActuator
{
    /// <summary>Brings the runtime to the pool. Does not wait for nodes: there may be none.</summary>
    Task<ContainerRuntimeResult> ReconcileAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    );

    /// <summary>Removes what <see cref="ReconcileAsync"/> brought, and returns when it is gone.</summary>
    Task DeleteAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken);

    /// <summary>The Shoot's owner has given the cluster up: removes without waiting for what may never answer.</summary>
    Task ForceDeleteAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken);

    /// <summary>The control plane leaves this seed: lets go of the objects in the Shoot without removing them.</summary>
    Task MigrateAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken);

    /// <summary>The control plane arrived at this seed: takes the objects in the Shoot over. Usually the same as a reconcile.</summary>
    Task<ContainerRuntimeResult> RestoreAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => ReconcileAsync(runtime, cluster, cancellationToken);
}
