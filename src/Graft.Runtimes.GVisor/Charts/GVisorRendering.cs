using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;
using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Runtimes.GVisor.Charts;

/// <summary>What gVisor puts into a Shoot for a pool and its configuration.</summary>
/// <param name="images">Where the installation image is pulled from.</param>
/// <param name="testRepository">The repository of test images; empty where there is none.</param>
internal sealed class GVisorRendering(ImageVector images, string testRepository) : IRuntimeChart
{
    public Manifest Shared(IReadOnlyList<ContainerRuntime> pools, ClusterContext cluster) =>
        GVisorChart.Shared(cluster);

    public Manifest Pool(ContainerRuntime runtime, ClusterContext cluster)
    {
        var configuration = GVisorConfigurationDecoder.Decode(runtime.Spec?.ProviderConfig, strict: false);
        return GVisorChart.Pool(runtime, cluster, configuration, ImageOf(configuration));
    }

    private Image ImageOf(GVisorConfiguration configuration) =>
        testRepository.Length > 0 && configuration.TestImageTag is { Length: > 0 } tag
            ? new Image(testRepository, tag)
            : images.Find(GVisor.Component.InstallationImage);
}
