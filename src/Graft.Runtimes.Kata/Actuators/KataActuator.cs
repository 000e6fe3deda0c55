using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Runtimes.Kata.Charts;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Actuators;

/// <summary>Brings Kata Containers to a pool.</summary>
/// <param name="installation">Where the objects for the Shoot are written.</param>
/// <param name="images">Where the installation image is pulled from.</param>
internal sealed class KataActuator(RuntimeInstallation installation, ImageVector images) : IContainerRuntimeActuator
{
    public Task ReconcileAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken)
    {
        // Nothing is configurable yet; what cannot be understood is the user's to mend all the same.
        KataConfigurationDecoder.Decode(runtime.Spec?.ProviderConfig, strict: false);
        var pool = KataChart.Pool(runtime, cluster, images.Find(Kata.Component.InstallationImage));
        return installation.ReconcileAsync(runtime, KataChart.Shared(cluster), pool, cancellationToken);
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
