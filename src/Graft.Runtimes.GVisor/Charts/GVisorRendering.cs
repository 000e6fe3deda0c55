using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;
using Graft.Runtimes.GVisor.Configuration;

namespace Graft.Runtimes.GVisor.Charts;

/// <summary>What gVisor puts into a Shoot for its pools and their configurations.</summary>
/// <param name="images">Where the installation image is pulled from.</param>
/// <param name="testRepository">The repository of test images; empty where there is none.</param>
internal sealed class GVisorRendering(ImageVector images, string testRepository) : IRuntimeChart
{
    public Manifest Shared(IReadOnlyList<ContainerRuntime> pools, ClusterContext cluster) =>
        GVisorChart.Shared(
            cluster,
            [.. pools.Select(pool => (pool.Spec?.WorkerPool?.Name ?? "", UsableOf(pool.Spec?.ProviderConfig)))]
        );

    public Manifest Pool(ContainerRuntime runtime, ClusterContext cluster)
    {
        var configuration = GVisorConfigurationDecoder.Decode(runtime.Spec?.ProviderConfig, strict: false);
        return GVisorChart.Pool(runtime, cluster, configuration, ImageOf(configuration));
    }

    public IReadOnlyList<string> FindIgnored(ContainerRuntime runtime)
    {
        var configuration = UsableOf(runtime.Spec?.ProviderConfig);
        var unusable = (configuration.Handlers ?? [])
            .Where(handler => handler is not { HasUsableName: true })
            .Select(handler => $"handler \"{handler?.Name}\" is ignored: its name {GVisorHandler.NameRule}");
        var flags = GVisorOffer
            .Of(configuration)
            .SelectMany(offer => offer.Flags.Problems, (offer, problem) => $"{offer.Class}: {problem}");
        return [.. unusable, .. flags];
    }

    /// <summary>A configuration that cannot be read offers what none offers; its own pool reports it.</summary>
    private static GVisorConfiguration UsableOf(JsonElement? raw)
    {
        try
        {
            return GVisorConfigurationDecoder.Decode(raw, strict: false);
        }
        catch (ErrorCodesException)
        {
            return new GVisorConfiguration();
        }
    }

    private Image ImageOf(GVisorConfiguration configuration) =>
        testRepository.Length > 0 && configuration.TestImageTag is { Length: > 0 } tag
            ? new Image(testRepository, tag)
            : images.Find(GVisor.Component.InstallationImage);
}
