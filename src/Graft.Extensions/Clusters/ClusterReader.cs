using System.Runtime.CompilerServices;
using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;

namespace Graft.Extensions.Clusters;

/// <summary>Finds the Cluster of a namespace in the cache and decodes each version of it once.</summary>
internal sealed class ClusterReader(Informer<Cluster> clusters)
{
    private readonly ConditionalWeakTable<Cluster, ClusterContext> _decoded = [];

    /// <summary>The Shoot's context, or null where no Cluster has the namespace's name.</summary>
    /// <exception cref="InvalidDataException">The Cluster carries no readable Shoot.</exception>
    public ClusterContext? Find(string? @namespace) =>
        clusters.Find(new ObjectKey(@namespace ?? "")) is { } cluster ? Read(cluster) : null;

    /// <exception cref="InvalidDataException">The Cluster carries no readable Shoot.</exception>
    public ClusterContext Read(Cluster cluster) => _decoded.GetValue(cluster, ClusterContext.Read);
}
