using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.ManagedResources;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>Brings a container runtime to pools by what it renders; runtimes differ in nothing else.</summary>
/// <param name="installation">Where the objects for the Shoot are written.</param>
/// <param name="render">
/// Pure: equal input gives equal manifests. An exception becomes the status text of the ContainerRuntime.
/// </param>
/// <param name="uninstallsOnRemoval">
/// Whether a runtime that leaves a pool of a living Shoot leaves the nodes, too (<see cref="UninstallSwitch"/>).
/// </param>
public sealed class RuntimeActuator(
    RuntimeInstallation installation,
    Func<ContainerRuntime, ClusterContext, RuntimeManifests> render,
    bool uninstallsOnRemoval = false
) : IContainerRuntimeActuator
{
    public Task ReconcileAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken)
    {
        var manifests = render(runtime, cluster);
        return installation.ReconcileAsync(runtime, manifests.Shared, manifests.Pool, cancellationToken);
    }

    /// <summary>
    /// In a Shoot that sleeps nobody would answer; its resource manager finishes when it wakes. In one that is being
    /// deleted the nodes go as a whole.
    /// </summary>
    public async Task DeleteAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken)
    {
        if (uninstallsOnRemoval && !cluster.IsHibernated && cluster.Shoot.Metadata.DeletionTimestamp is null)
        {
            await installation.UninstallAsync(runtime, PoolOf(runtime, cluster), cancellationToken);
        }
        await installation.DeleteAsync(runtime, waits: !cluster.IsHibernated, cancellationToken);
    }

    public Task ForceDeleteAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => installation.DeleteAsync(runtime, waits: false, cancellationToken);

    public Task MigrateAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken) =>
        installation.MigrateAsync(runtime, cancellationToken);

    // A configuration that cannot be used any more must not keep the runtime on the nodes: uninstalling needs none.
    private Manifest PoolOf(ContainerRuntime runtime, ClusterContext cluster)
    {
        try
        {
            return render(runtime, cluster).Pool;
        }
        catch (ErrorCodesException) when (runtime.Spec?.ProviderConfig is not null)
        {
            return render(runtime with { Spec = runtime.Spec with { ProviderConfig = null } }, cluster).Pool;
        }
    }
}
