using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.Controllers.Operations;

/// <summary>Stores what a provider reports of its machines.</summary>
internal sealed class WorkerOperations(IWorkerActuator actuator) : IExtensionOperations<Worker>
{
    public async Task<JsonObject> ReconcileAsync(
        Worker item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => ResultsOf(await actuator.ReconcileAsync(item, cluster, cancellationToken));

    public async Task<JsonObject> RestoreAsync(
        Worker item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => ResultsOf(await actuator.RestoreAsync(item, cluster, cancellationToken));

    public Task DeleteAsync(Worker item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.DeleteAsync(item, cluster, cancellationToken);

    public Task ForceDeleteAsync(Worker item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.ForceDeleteAsync(item, cluster, cancellationToken);

    public Task MigrateAsync(Worker item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.MigrateAsync(item, cluster, cancellationToken);

    private static JsonObject ResultsOf(WorkerResult result)
    {
        var status = new WorkerStatus
        {
            MachineDeployments = result.MachineDeployments,
            ProviderStatus = result.ProviderStatus,
        };
        return (JsonObject)JsonSerializer.SerializeToNode(status, ApiJson.Context.WorkerStatus)!;
    }
}
