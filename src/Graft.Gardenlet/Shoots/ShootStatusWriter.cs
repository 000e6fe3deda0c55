using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Gardenlet.Flow;
using Graft.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Graft.Gardenlet.Shoots;

/// <summary>Writes what happens to a Shoot into its status.</summary>
internal sealed partial class ShootStatusWriter(IKubernetesClient garden, TimeProvider time, ILogger logger)
{
    /// <summary>Written into every Shoot; another one at the next start makes its flow run again.</summary>
    public static string Version { get; } =
        typeof(ShootStatusWriter)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "unknown";

    /// <summary>Marks the beginning; returns the Shoot as it is then.</summary>
    public Task<Shoot> BeginAsync(
        Shoot shoot,
        string type,
        string technicalId,
        string seedName,
        CancellationToken cancellationToken
    ) =>
        PatchAsync(
            shoot,
            new JsonObject
            {
                ["technicalID"] = technicalId,
                ["seedName"] = seedName,
                ["uid"] = shoot.Metadata.Uid,
                ["observedGeneration"] = shoot.Metadata.Generation,
                ["gardener"] = new JsonObject
                {
                    ["id"] = seedName,
                    ["name"] = "graft-gardenlet",
                    ["version"] = Version,
                },
                ["lastOperation"] = Operation(
                    type,
                    LastOperationState.Processing,
                    0,
                    $"{Noun(type)} of Shoot cluster initialized."
                ),
            },
            cancellationToken
        );

    /// <summary>A write that fails is logged and forgotten: the next one tells more.</summary>
    public async Task ProgressAsync(
        Shoot shoot,
        string type,
        FlowProgress progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var operation = Operation(type, LastOperationState.Processing, progress.Percent, progress.Description);
            await PatchAsync(shoot, new JsonObject { ["lastOperation"] = operation }, cancellationToken);
        }
        catch (Exception exception) when (exception is KubernetesException or HttpRequestException)
        {
            Log.ProgressNotWritten(logger, shoot.Metadata.Namespace, shoot.Metadata.Name, exception.Message);
        }
    }

    public Task<Shoot> SucceededAsync(ShootOperation operation, CancellationToken cancellationToken)
    {
        var status = new JsonObject
        {
            ["lastOperation"] = Operation(
                operation.Type,
                LastOperationState.Succeeded,
                100,
                $"Shoot cluster has been successfully {Participle(operation.Type)}."
            ),
            ["lastErrors"] = null,
        };
        if (operation.Type != LastOperationType.Delete)
        {
            status["isHibernated"] = operation.IsHibernated;
        }
        return PatchAsync(operation.Shoot, status, cancellationToken);
    }

    /// <param name="shoot">Which Shoot.</param>
    /// <param name="type">What was tried.</param>
    /// <param name="progress">How far it came.</param>
    /// <param name="isFinal">Only a change or a demand of the owner starts another try.</param>
    /// <param name="errors">All that went wrong.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Shoot> FailedAsync(
        Shoot shoot,
        string type,
        int progress,
        bool isFinal,
        IReadOnlyList<FlowTaskError> errors,
        CancellationToken cancellationToken
    )
    {
        var text = string.Join("; ", errors.Select(error => error.Message));
        var lastErrors = errors.Select(error => new LastError
        {
            Description = error.Message,
            TaskID = error.Task,
            Codes = error.Codes.Count == 0 ? null : error.Codes,
            LastUpdateTime = time.GetUtcNow(),
        });
        return PatchAsync(
            shoot,
            new JsonObject
            {
                ["lastOperation"] = Operation(
                    type,
                    isFinal ? LastOperationState.Failed : LastOperationState.Error,
                    progress,
                    isFinal ? $"{text} Operation will not be retried." : $"{text} Operation will be retried."
                ),
                ["lastErrors"] = new JsonArray([
                    .. lastErrors.Select(error => JsonSerializer.SerializeToNode(error, ApiJson.Context.LastError)),
                ]),
            },
            cancellationToken
        );
    }

    private Task<Shoot> PatchAsync(Shoot shoot, JsonObject status, CancellationToken cancellationToken) =>
        garden.PatchAsync<Shoot>(
            new ObjectKey(shoot.Metadata.Namespace, shoot.Metadata.Name!),
            Patch.Merge(new JsonObject { ["status"] = status }),
            WriteOptions.Status,
            cancellationToken
        );

    private JsonObject Operation(string type, string state, int progress, string description) =>
        new()
        {
            ["type"] = type,
            ["state"] = state,
            ["progress"] = progress,
            ["description"] = description,
            ["lastUpdateTime"] = Rfc3339.Seconds(time.GetUtcNow()),
        };

    private static string Noun(string type) =>
        type switch
        {
            LastOperationType.Create => "Creation",
            LastOperationType.Delete => "Deletion",
            LastOperationType.Restore => "Restoration",
            _ => "Reconciliation",
        };

    private static string Participle(string type) =>
        type switch
        {
            LastOperationType.Create => "created",
            LastOperationType.Delete => "deleted",
            LastOperationType.Restore => "restored",
            _ => "reconciled",
        };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Progress of Shoot {Namespace}/{Name} could not be written: {Reason}")]
        public static partial void ProgressNotWritten(ILogger logger, string? @namespace, string? name, string reason);
    }
}
