using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Rendering.Pools;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>What both OperatingSystemConfigs of a pool have in common (wire contract, section 5.1).</summary>
internal static class PoolConfig
{
    public static OperatingSystemConfig Create(
        ShootPool pool,
        ShootEndpoint endpoint,
        string name,
        OperatingSystemConfigSpec spec
    ) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = endpoint.TechnicalId,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [WellKnown.Labels.WorkerPool] = pool.Name,
                },
            },
            Spec = spec with { Type = pool.ImageName, ProviderConfig = pool.Worker.Machine?.Image?.ProviderConfig },
        };
}
