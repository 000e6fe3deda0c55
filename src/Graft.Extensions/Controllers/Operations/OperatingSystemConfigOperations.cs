using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;

namespace Graft.Extensions.Controllers.Operations;

/// <summary>Stores what an operating system makes of a configuration, by purpose (wire contract, section 6.4).</summary>
internal sealed class OperatingSystemConfigOperations(IOperatingSystemConfigActuator actuator, UserDataSecrets secrets)
    : IExtensionOperations<OperatingSystemConfig>
{
    public async Task<JsonObject> ReconcileAsync(
        OperatingSystemConfig item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => await StoreAsync(item, await actuator.ReconcileAsync(item, cluster, cancellationToken), cancellationToken);

    public async Task<JsonObject> RestoreAsync(
        OperatingSystemConfig item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => await StoreAsync(item, await actuator.RestoreAsync(item, cluster, cancellationToken), cancellationToken);

    public Task DeleteAsync(OperatingSystemConfig item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.DeleteAsync(item, cluster, cancellationToken);

    public Task ForceDeleteAsync(
        OperatingSystemConfig item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    ) => actuator.ForceDeleteAsync(item, cluster, cancellationToken);

    public Task MigrateAsync(OperatingSystemConfig item, ClusterContext cluster, CancellationToken cancellationToken) =>
        actuator.MigrateAsync(item, cluster, cancellationToken);

    private async Task<JsonObject> StoreAsync(
        OperatingSystemConfig item,
        OperatingSystemConfigResult result,
        CancellationToken cancellationToken
    )
    {
        if (item.Spec?.Purpose != OperatingSystemConfigPurpose.Provision)
        {
            return UnitsAndFiles(result);
        }
        if (result.UserData is null)
        {
            return [];
        }
        var reference = await secrets.WriteAsync(item, result.UserData, cancellationToken);
        return Status(
            new OperatingSystemConfigStatus { CloudConfig = new CloudConfig { SecretRef = reference } },
            "cloudConfig"
        );
    }

    private static JsonObject UnitsAndFiles(OperatingSystemConfigResult result) =>
        Status(
            new OperatingSystemConfigStatus
            {
                ExtensionUnits = result.ExtensionUnits is { Count: > 0 } units ? units : null,
                ExtensionFiles = result.ExtensionFiles is { Count: > 0 } files ? files : null,
                InPlaceUpdates = result.InPlaceUpdates,
            },
            "extensionUnits",
            "extensionFiles",
            "inPlaceUpdates"
        );

    /// <summary>The named members; what the result does not have is null, so that the patch removes an old value.</summary>
    private static JsonObject Status(OperatingSystemConfigStatus status, params ReadOnlySpan<string> members)
    {
        var json = (JsonObject)JsonSerializer.SerializeToNode(status, ApiJson.Context.OperatingSystemConfigStatus)!;
        foreach (var member in members)
        {
            json.TryAdd(member, null);
        }
        return json;
    }
}
