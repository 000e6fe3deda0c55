using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Runtimes.GVisor.Charts;
using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Runtimes.GVisor.Actuators;

/// <summary>Brings gVisor to a pool.</summary>
/// <param name="installation">Where the objects for the Shoot are written.</param>
/// <param name="images">Where the installation image is pulled from.</param>
/// <param name="testRepository">The repository of test images; empty where there is none.</param>
internal sealed class GVisorActuator(RuntimeInstallation installation, ImageVector images, string testRepository)
    : IContainerRuntimeActuator
{
    public Task ReconcileAsync(ContainerRuntime runtime, ClusterContext cluster, CancellationToken cancellationToken)
    {
        var configuration = GVisorConfigurationDecoder.Decode(runtime.Spec?.ProviderConfig, strict: false);
        var pool = GVisorChart.Pool(runtime, cluster, configuration, ImageOf(configuration));
        return installation.ReconcileAsync(runtime, GVisorChart.Shared(cluster), pool, cancellationToken);
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

    private Image ImageOf(GVisorConfiguration configuration) =>
        testRepository.Length > 0 && configuration.TestImageTag is { Length: > 0 } tag
            ? new Image(testRepository, tag)
            : images.Find(GVisor.Component.InstallationImage);
}
