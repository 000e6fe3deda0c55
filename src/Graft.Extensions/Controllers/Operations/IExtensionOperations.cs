using System.Text.Json.Nodes;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.Controllers.Operations;

/// <summary>One shape for the actuators of all kinds. What a call returns goes into the status of the success.</summary>
internal interface IExtensionOperations<in T>
{
    Task<JsonObject> ReconcileAsync(T item, ClusterContext cluster, CancellationToken cancellationToken);

    Task<JsonObject> RestoreAsync(T item, ClusterContext cluster, CancellationToken cancellationToken);

    Task DeleteAsync(T item, ClusterContext cluster, CancellationToken cancellationToken);

    Task ForceDeleteAsync(T item, ClusterContext cluster, CancellationToken cancellationToken);

    Task MigrateAsync(T item, ClusterContext cluster, CancellationToken cancellationToken);
}
