using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Pools;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>The OperatingSystemConfig that an OS extension turns into the user data of new machines.</summary>
internal static class ProvisionConfig
{
    public static OperatingSystemConfig Render(ShootPool pool, ShootEndpoint endpoint) =>
        PoolConfig.Create(
            pool,
            endpoint,
            pool.ProvisionName,
            new OperatingSystemConfigSpec
            {
                Purpose = OperatingSystemConfigPurpose.Provision,
                CriConfig = pool.IsContainerd ? new CriConfig { Name = CriName.Containerd } : null,
                Units = [NodeInit.Unit],
                Files = NodeInit.Files(pool, endpoint),
            }
        );
}
