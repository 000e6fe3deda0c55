using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Rendering.Pools;

namespace Graft.Gardenlet.Rendering;

/// <summary>One ContainerRuntime per pool and runtime type (wire contract, sections 1.3 and 4.1).</summary>
internal static class ContainerRuntimes
{
    private const string BinaryPath = "/var/bin/containerruntimes";

    public static string NameOf(string type, string pool) => $"{type}-{pool}";

    public static IReadOnlyList<ContainerRuntime> Render(ShootPool pool, string technicalId) =>
        [.. pool.Runtimes.Select(runtime => Render(pool, runtime, technicalId))];

    /// <summary>Type <c>a-b</c> in pool <c>c</c> and type <c>a</c> in pool <c>b-c</c> would be one object.</summary>
    public static void RefuseNameClashes(IEnumerable<ShootPool> pools)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pool in pools)
        {
            foreach (var runtime in pool.Runtimes)
            {
                var name = NameOf(runtime.Type ?? "", pool.Name);
                var owner = $"container runtime \"{runtime.Type}\" of worker pool \"{pool.Name}\"";
                if (!owners.TryAdd(name, owner))
                {
                    throw new ShootRenderingException(
                        $"{owners[name]} and {owner} would both be named \"{name}\"; rename one of the worker pools"
                    );
                }
            }
        }
    }

    private static ContainerRuntime Render(ShootPool pool, ContainerRuntimeReference runtime, string technicalId) =>
        new()
        {
            Metadata = new ObjectMeta { Name = NameOf(runtime.Type ?? "", pool.Name), Namespace = technicalId },
            Spec = new ContainerRuntimeSpec
            {
                Type = runtime.Type,
                ProviderConfig = runtime.ProviderConfig,
                BinaryPath = BinaryPath,
                WorkerPool = new ContainerRuntimeWorkerPool
                {
                    Name = pool.Name,
                    Selector = new LabelSelector
                    {
                        MatchLabels = new SortedDictionary<string, string>(StringComparer.Ordinal)
                        {
                            [WellKnown.Labels.WorkerPoolDeprecated] = pool.Name,
                            [WellKnown.Labels.WorkerPool] = pool.Name,
                        },
                    },
                },
            },
        };
}
