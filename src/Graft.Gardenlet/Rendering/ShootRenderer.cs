using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Rendering.OperatingSystem;
using Graft.Gardenlet.Rendering.Pools;

namespace Graft.Gardenlet.Rendering;

/// <summary>
/// Shoot, CloudProfile and Seed in, seed objects out. Pure: the same input gives the same bytes, and the Shoot is never
/// modified. The Shoot is taken as the garden stores it, that is defaulted and validated.
/// </summary>
public static class ShootRenderer
{
    /// <exception cref="ShootRenderingException">
    /// Two runtimes would share a ContainerRuntime name, or a Kubernetes version cannot be read.
    /// </exception>
    public static ShootObjects Render(Shoot shoot, CloudProfile cloudProfile, Seed? seed, RenderOptions options)
    {
        var technicalId = options.TechnicalId ?? TechnicalId.Of(shoot);
        var pools = ShootPool.AllOf(shoot);
        ContainerRuntimes.RefuseNameClashes(pools);
        var endpoint = new ShootEndpoint(technicalId, cloudProfile, options);
        return RenderWithoutPools(shoot, cloudProfile, seed, technicalId) with
        {
            Pools = [.. pools.Select(pool => RenderPool(pool, endpoint))],
            Worker = pools.Count == 0 ? null : Workers.Render(shoot, pools, technicalId),
        };
    }

    /// <summary>Namespace and Cluster alone: enough to delete a Shoot, whatever its pools look like by now.</summary>
    internal static ShootObjects RenderWithoutPools(
        Shoot shoot,
        CloudProfile cloudProfile,
        Seed? seed,
        string technicalId
    ) =>
        new()
        {
            TechnicalId = technicalId,
            Namespace = RenderNamespace(shoot, technicalId),
            Cluster = RenderCluster(shoot, cloudProfile, seed, technicalId),
            Pools = [],
            Worker = null,
        };

    private static PoolObjects RenderPool(ShootPool pool, ShootEndpoint endpoint) =>
        new()
        {
            Name = pool.Name,
            Key = pool.Key,
            Labels = pool.Labels,
            Provision = ProvisionConfig.Render(pool, endpoint),
            Reconcile = ReconcileConfig.Render(pool, endpoint),
            ContainerRuntimes = ContainerRuntimes.Render(pool, endpoint.TechnicalId),
        };

    private static Namespace RenderNamespace(Shoot shoot, string technicalId)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [WellKnown.Labels.GardenerRole] = "shoot",
        };
        if (shoot.Spec?.Provider?.Type is { } provider)
        {
            labels["shoot.gardener.cloud/provider"] = provider;
        }
        return new Namespace
        {
            Metadata = new ObjectMeta { Name = technicalId, Labels = labels },
        };
    }

    private static Cluster RenderCluster(Shoot shoot, CloudProfile cloudProfile, Seed? seed, string technicalId) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = technicalId,
                Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [WellKnown.Annotations.GenericTokenKubeconfigSecretName] = "generic-token-kubeconfig",
                },
            },
            Spec = new ClusterSpec
            {
                CloudProfile = JsonSerializer.SerializeToElement(cloudProfile, CloudProfile.JsonTypeInfo),
                Seed = seed is null ? null : JsonSerializer.SerializeToElement(seed, Seed.JsonTypeInfo),
                Shoot = JsonSerializer.SerializeToElement(WithoutManagedFields(shoot), Shoot.JsonTypeInfo),
            },
        };

    // Bookkeeping of the garden's API server: long, and meaningless to extensions.
    private static Shoot WithoutManagedFields(Shoot shoot) =>
        shoot.Metadata.UnknownFields?.ContainsKey("managedFields") == true
            ? shoot with
            {
                Metadata = shoot.Metadata with
                {
                    UnknownFields = shoot
                        .Metadata.UnknownFields.Where(field => field.Key != "managedFields")
                        .ToDictionary(StringComparer.Ordinal),
                },
            }
            : shoot;
}
