using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.ManagedResources;
using Graft.Kubernetes.Events;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>Brings a container runtime to pools by what its chart renders.</summary>
/// <param name="installation">Where the objects for the Shoot are written.</param>
/// <param name="chart">What they are.</param>
/// <param name="uninstallsOnRemoval">
/// Whether a runtime that leaves a pool of a living Shoot leaves the nodes, too (<see cref="UninstallSwitch"/>).
/// </param>
/// <param name="events">Hears of configuration without effect; null where nobody listens.</param>
internal sealed class RuntimeActuator(
    RuntimeInstallation installation,
    IRuntimeChart chart,
    bool uninstallsOnRemoval,
    EventRecorder? events
) : IContainerRuntimeActuator
{
    public async Task<ContainerRuntimeResult> ReconcileAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        foreach (var ignored in chart.FindIgnored(runtime))
        {
            events?.Warning(runtime, "ConfigurationIgnored", ignored);
        }
        var status = await installation.ReconcileAsync(runtime, cluster, cancellationToken);
        return new ContainerRuntimeResult { ProviderStatus = status.ToJson() };
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
        await installation.DeleteAsync(runtime, cluster, waits: !cluster.IsHibernated, cancellationToken);
    }

    public Task ForceDeleteAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => installation.DeleteAsync(runtime, cluster, waits: false, cancellationToken);

    public Task MigrateAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken) =>
        installation.MigrateAsync(runtime, cancellationToken);

    // A configuration that cannot be used any more must not keep the runtime on the nodes: uninstalling needs none.
    private Manifest PoolOf(ContainerRuntime runtime, ClusterContext cluster)
    {
        try
        {
            return chart.Pool(runtime, cluster);
        }
        catch (ErrorCodesException) when (runtime.Spec?.ProviderConfig is not null)
        {
            return chart.Pool(runtime with { Spec = runtime.Spec with { ProviderConfig = null } }, cluster);
        }
    }
}
