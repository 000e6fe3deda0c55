using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Images;
using Graft.Extensions.ManagedResources;
using Graft.Kubernetes.Validation;
using Graft.Runtimes.Kata.Configuration;

namespace Graft.Runtimes.Kata.Charts;

/// <summary>What Kata Containers puts into a Shoot, by the configurations of its pools.</summary>
/// <param name="images">Where the installation image is pulled from.</param>
internal sealed class KataRendering(ImageVector images) : IRuntimeChart
{
    public Manifest Shared(IReadOnlyList<ContainerRuntime> pools, ClusterContext cluster) =>
        KataChart.Shared([.. pools.Select(KataPool.Of)], cluster);

    public Manifest Pool(ContainerRuntime runtime, ClusterContext cluster) =>
        KataChart.Pool(runtime, cluster, KataPool.SettingsOf(runtime), images.Find(Kata.Component.InstallationImage));

    public IReadOnlyList<string> FindIgnored(ContainerRuntime runtime)
    {
        var errors = new FieldErrors();
        try
        {
            var configuration = KataConfigurationDecoder.Decode(runtime.Spec?.ProviderConfig, strict: false);
            KataConfigurationRules.Check(configuration, FieldPath.Root("spec").Child("providerConfig"), errors);
            KataConfigurationDecoder.Decode(runtime.Spec?.ProviderConfig, strict: true);
            return Sentences(errors);
        }
        catch (ErrorCodesException exception)
        {
            return [.. Sentences(errors), exception.Message];
        }
    }

    private static List<string> Sentences(FieldErrors errors) => [.. errors.Select(error => $"{error}; it is ignored")];
}
