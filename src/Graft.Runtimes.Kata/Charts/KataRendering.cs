using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Charts;

/// <summary>What Kata Containers puts into a Shoot for a pool.</summary>
/// <param name="images">Where the installation image is pulled from.</param>
internal sealed class KataRendering(ImageVector images) : IRuntimeChart
{
    public Manifest Shared(IReadOnlyList<ContainerRuntime> pools, ClusterContext cluster) => KataChart.Shared(cluster);

    public Manifest Pool(ContainerRuntime runtime, ClusterContext cluster)
    {
        // Nothing is configurable yet; what cannot be understood is the user's to mend all the same.
        KataConfigurationDecoder.Decode(runtime.Spec?.ProviderConfig, strict: false);
        return KataChart.Pool(runtime, cluster, images.Find(Kata.Component.InstallationImage));
    }
}
