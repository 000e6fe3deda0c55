using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Kubelet;
using Graft.Gardenlet.Rendering.Pools;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>The OperatingSystemConfig that the node agent keeps a machine at (wire contract, sections 5.2 to 5.4).</summary>
internal static class ReconcileConfig
{
    private const string RootAuthoritiesPath = "/var/lib/ca-certificates-local/ROOTcerts.crt";

    public static OperatingSystemConfig Render(ShootPool pool, ShootEndpoint endpoint)
    {
        var runtime = RuntimeColumn.Of(pool);
        return PoolConfig.Create(
            pool,
            endpoint,
            pool.ReconcileName,
            new OperatingSystemConfigSpec
            {
                Purpose = OperatingSystemConfigPurpose.Reconcile,
                CriConfig = pool.IsContainerd ? ContainerdConfig(pool, endpoint) : null,
                Units = [.. Units(pool, endpoint, runtime)],
                Files = [.. Files(pool, endpoint, runtime)],
            }
        );
    }

    private static CriConfig ContainerdConfig(ShootPool pool, ShootEndpoint endpoint) =>
        new()
        {
            Name = CriName.Containerd,
            CgroupDriver = pool.Version.IsAtLeast(1, 31) ? pool.CgroupDriver : null,
            Containerd = new ContainerdConfig { SandboxImage = endpoint.Options.PauseImage },
        };

    private static IEnumerable<SystemdUnit> Units(ShootPool pool, ShootEndpoint endpoint, RuntimeColumn runtime)
    {
        if (pool.IsContainerd)
        {
            yield return new SystemdUnit { Name = runtime.Service, FilePaths = [RootAuthoritiesPath] };
        }
        yield return RuntimeMonitor.Unit(runtime);
        yield return LogRotation.Service(runtime);
        yield return LogRotation.Timer(runtime);
        yield return KernelSettings.Unit;
        yield return KubeletUnit.Render(pool, runtime, endpoint.Options);
        yield return NodeAgent.Unit;
    }

    private static IEnumerable<OperatingSystemFile> Files(ShootPool pool, ShootEndpoint endpoint, RuntimeColumn runtime)
    {
        yield return NodeFile.Text(RootAuthoritiesPath, NodeFile.Readable, endpoint.RootAuthorities(pool.Worker));
        yield return RuntimeMonitor.File(runtime);
        yield return LogRotation.File(runtime);
        yield return KernelSettings.File(pool);
        yield return NodeFile.Text(KubeletUnit.AuthoritiesPath, NodeFile.Readable, endpoint.ClusterAuthorities);
        yield return KubeletConfiguration.File(pool, endpoint.Options);
        yield return KubeletUnit.Binary(pool, endpoint.Options);
        yield return NodeAgent.Configuration(pool, endpoint);
        yield return NodeAgent.Binary(endpoint);
    }
}
