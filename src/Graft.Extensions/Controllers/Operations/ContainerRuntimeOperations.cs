using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.Controllers.Operations;

/// <summary>Stores what an actuator reports of a container runtime.</summary>
internal sealed class ContainerRuntimeOperations(IContainerRuntimeActuator actuator)
    : IExtensionOperations<ContainerRuntime>
{
    public async Task<JsonObject> ReconcileAsync(
        ContainerRuntime item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => ResultsOf(item, await actuator.ReconcileAsync(item, cluster, cancellationToken));

    public async Task<JsonObject> RestoreAsync(
        ContainerRuntime item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => ResultsOf(item, await actuator.RestoreAsync(item, cluster, cancellationToken));

    public Task DeleteAsync(ContainerRuntime item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.DeleteAsync(item, cluster, cancellationToken);

    public Task ForceDeleteAsync(ContainerRuntime item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.ForceDeleteAsync(item, cluster, cancellationToken);

    public Task MigrateAsync(ContainerRuntime item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.MigrateAsync(item, cluster, cancellationToken);

    private static JsonObject ResultsOf(ContainerRuntime item, ContainerRuntimeResult result)
    {
        var results = new JsonObject();
        if (result.ProviderStatus is { } providerStatus)
        {
            results["providerStatus"] = RawStatus.Replace(item.Status?.ProviderStatus, providerStatus);
        }
        if (result.State is { } state)
        {
            results["state"] = RawStatus.Replace(item.Status?.State, state);
        }
        return results;
    }
}
