using Graft.Api.Gardener;
using Graft.Gardenlet.Flow;
using Graft.Kubernetes;

namespace Graft.Gardenlet.Extensions;

/// <summary>
/// Waits for one extension object by watch. Gardener polls every 5 seconds for 3 minutes and gives up on the 7th poll that
/// shows an error: here that is an error that has stood for 30 seconds.
/// </summary>
internal sealed class ExtensionWait<T>(IKubernetesClient client, ObjectKey key, TimeSpan limit, TimeProvider time)
    where T : class, IExtensionObject<T>
{
    /// <summary>How long most kinds get.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static readonly TimeSpan ErrorPatience = TimeSpan.FromSeconds(30);

    private static string Kind => T.ResourceType.Kind;

    /// <param name="timestamp">The timestamp annotation just written; older states of the object do not count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CodedException">Not ready in time, or reported as failed for too long.</exception>
    /// <exception cref="KubernetesException">The object cannot be read.</exception>
    public Task<T> UntilReadyAsync(string timestamp, CancellationToken cancellationToken)
    {
        ExtensionProblem? Check(T? item) =>
            item is null ? Pending($"{Kind} {key} not found")
            : TimestampOf(item) != timestamp ? Pending($"{Kind} {key} is not the one that was written")
            : ExtensionHealth.Check(item);

        return UntilAsync(Check, $"Error while waiting for {Kind} {key} to become ready", cancellationToken)!;
    }

    /// <exception cref="CodedException">Still there after the limit.</exception>
    public Task UntilDeletedAsync(CancellationToken cancellationToken)
    {
        ExtensionProblem? Check(T? item)
        {
            if (item is null)
            {
                return null;
            }
            var error = item.Status?.LastError;
            var suffix = error is null ? "" : $", last observed error: {error.Description}";
            return new ExtensionProblem($"{Kind} {key} is still present{suffix}", false, error?.Codes ?? []);
        }

        return UntilAsync(Check, $"Failed to delete {Kind} {key}", cancellationToken);
    }

    /// <summary>Migrated means that the extension says so, or that the object is gone.</summary>
    public Task UntilMigratedAsync(CancellationToken cancellationToken)
    {
        ExtensionProblem? Check(T? item) =>
            item?.Status?.LastOperation is { Type: LastOperationType.Migrate, State: LastOperationState.Succeeded }
            || item is null
                ? null
                : new ExtensionProblem(
                    $"last operation is {item.Status?.LastOperation?.Type} {item.Status?.LastOperation?.State}",
                    false,
                    item.Status?.LastError?.Codes ?? []
                );

        return UntilAsync(
            Check,
            $"error while waiting for {Kind} {key} to be successfully migrated",
            cancellationToken
        );
    }

    private async Task<T?> UntilAsync(
        Func<T?, ExtensionProblem?> check,
        string failure,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            deadline.Token,
            patience.Token
        );
        ExtensionProblem? problem = null;
        try
        {
            await foreach (var items in Live().ReadAsync(any.Token))
            {
                var item = items.FirstOrDefault();
                var wasError = problem?.IsReportedError == true;
                problem = check(item);
                if (problem is null)
                {
                    return item;
                }
                if (wasError != problem.IsReportedError)
                {
                    patience.CancelAfter(problem.IsReportedError ? ErrorPatience : Timeout.InfiniteTimeSpan);
                }
            }
            throw new InvalidOperationException("A live list does not end.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CodedException($"{failure}: {Reason(problem)}", problem?.Codes ?? []);
        }
    }

    private static string Reason(ExtensionProblem? problem) =>
        problem?.IsReportedError == true
            ? problem.Message
            : $"retry failed with context deadline exceeded, last error: {problem?.Message ?? "nothing could be read"}";

    private LiveList<T> Live() =>
        new(
            client,
            Resource.Of<T>(),
            new ListOptions { Namespace = key.Namespace, FieldSelector = $"metadata.name={key.Name}" },
            time
        );

    private static string? TimestampOf(T item) =>
        item.Metadata.Annotations?.GetValueOrDefault(WellKnown.Annotations.Timestamp);

    private static ExtensionProblem Pending(string message) => new(message, false, []);
}
