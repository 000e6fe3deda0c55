using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.Controllers.Operations;

/// <summary>Container runtimes report no conditions of their own; those that older versions left behind are removed.</summary>
internal sealed class ContainerRuntimeOperations(IContainerRuntimeActuator actuator)
    : IExtensionOperations<ContainerRuntime>
{
    public async Task<JsonObject> ReconcileAsync(
        ContainerRuntime item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        await actuator.ReconcileAsync(item, cluster, cancellationToken);
        return ResultsOf(item);
    }

    public async Task<JsonObject> RestoreAsync(
        ContainerRuntime item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        await actuator.RestoreAsync(item, cluster, cancellationToken);
        return ResultsOf(item);
    }

    public Task DeleteAsync(ContainerRuntime item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.DeleteAsync(item, cluster, cancellationToken);

    public Task ForceDeleteAsync(ContainerRuntime item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.ForceDeleteAsync(item, cluster, cancellationToken);

    public Task MigrateAsync(ContainerRuntime item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.MigrateAsync(item, cluster, cancellationToken);

    private static JsonObject ResultsOf(ContainerRuntime item) =>
        item.Status?.Conditions is null ? [] : new JsonObject { ["conditions"] = null };
}
