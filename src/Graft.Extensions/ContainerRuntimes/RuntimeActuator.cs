using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>Brings a container runtime to pools by what it renders; runtimes differ in nothing else.</summary>
/// <param name="installation">Where the objects for the Shoot are written.</param>
/// <param name="render">
/// Pure: equal input gives equal manifests. An exception becomes the status text of the ContainerRuntime.
/// </param>
public sealed class RuntimeActuator(
    RuntimeInstallation installation,
    Func<ContainerRuntime, ClusterContext, RuntimeManifests> render
) : IContainerRuntimeActuator
{
    public Task ReconcileAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken)
    {
        var manifests = render(runtime, cluster);
        return installation.ReconcileAsync(runtime, manifests.Shared, manifests.Pool, cancellationToken);
    }

    /// <summary>In a Shoot that sleeps nobody would answer; its resource manager finishes when it wakes.</summary>
    public Task DeleteAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken) =>
        installation.DeleteAsync(runtime, waits: !cluster.IsHibernated, cancellationToken);

    public Task ForceDeleteAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => installation.DeleteAsync(runtime, waits: false, cancellationToken);

    public Task MigrateAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken) =>
        installation.MigrateAsync(runtime, cancellationToken);
}
