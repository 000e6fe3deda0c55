using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Kubernetes;

namespace Graft.Extensions.Controllers;

/// <summary>
/// Writes how an operation goes, each time with one merge patch of exactly the fields that the wire contract names in 6.2.
/// The patches are complete, not differences: a stale cache cannot make one wrong.
/// </summary>
internal sealed class StatusWriter<T>(IKubernetesClient client, TimeProvider time)
    where T : class, IExtensionObject<T>
{
    private static readonly Resource<T> s_resource = Resource.Of<T>();

    private static readonly string s_kind = T.ResourceType.Kind;

    public Task<T?> ProcessingAsync(T item, Operation operation, CancellationToken cancellationToken)
    {
        var description = $"{Capital(operation.Doing)} the {s_kind}";
        var status = new JsonObject
        {
            ["lastOperation"] = LastOperation(operation, LastOperationState.Processing, 1, description),
        };
        return WriteAsync(item, status, cancellationToken);
    }

    /// <param name="item">The object that was worked on.</param>
    /// <param name="operation">What was done.</param>
    /// <param name="results">More fields of the status; null members are removed.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<T?> SucceededAsync(T item, Operation operation, JsonObject results, CancellationToken cancellationToken)
    {
        var description = $"Successfully {operation.Done} {s_kind}";
        var status = (JsonObject)results.DeepClone();
        status["lastOperation"] = LastOperation(operation, LastOperationState.Succeeded, 100, description);
        status["lastError"] = null;
        status["observedGeneration"] = item.Metadata.Generation;
        return WriteAsync(item, status, cancellationToken);
    }

    public Task<T?> FailedAsync(T item, Operation operation, Exception error, CancellationToken cancellationToken)
    {
        var description = $"Error {operation.Doing} {s_kind}: {TextOf(error)}";
        var codes = ErrorCodesException.CodesOf(error);
        var status = new JsonObject
        {
            ["lastOperation"] = LastOperation(operation, LastOperationState.Error, 50, description),
            ["lastError"] = new JsonObject
            {
                ["description"] = description,
                ["codes"] = codes.Count == 0 ? null : new JsonArray([.. codes.Select(code => JsonValue.Create(code))]),
                ["lastUpdateTime"] = Now(),
            },
            ["observedGeneration"] = item.Metadata.Generation,
        };
        return WriteAsync(item, status, cancellationToken);
    }

    private async Task<T?> WriteAsync(T item, JsonObject status, CancellationToken cancellationToken)
    {
        var patch = Patch.Merge(new JsonObject { ["status"] = status });
        try
        {
            return await client.PatchAsync(
                s_resource,
                s_resource.KeyOf(item),
                patch,
                WriteOptions.Status,
                cancellationToken
            );
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Gone in the meantime: there is nobody left to tell.
            return null;
        }
    }

    private JsonObject LastOperation(Operation operation, string state, int progress, string description) =>
        new()
        {
            ["description"] = description,
            ["lastUpdateTime"] = Now(),
            ["progress"] = progress,
            ["state"] = state,
            ["type"] = operation.Type,
        };

    private string Now() => Rfc3339.Seconds(time.GetUtcNow());

    private static string TextOf(Exception error) =>
        error is AggregateException several
            ? string.Join("; ", several.Flatten().InnerExceptions.Select(one => one.Message))
            : error.Message;

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
