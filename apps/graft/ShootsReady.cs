using System.Globalization;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Cli;

/// <summary>Waits for Shoots to be what their owners want.</summary>
internal sealed class ShootsReady(IKubernetesClient garden)
{
    /// <summary>One line per Shoot that is not there when the time is up or that failed for good; none where all are there.</summary>
    public async Task<IReadOnlyList<string>> WaitAsync(
        IReadOnlyList<ObjectKey> shoots,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var problems = await Task.WhenAll(shoots.Select(shoot => WaitAsync(shoot, timeout, cancellationToken)));
        return [.. problems.OfType<string>()];
    }

    private async Task<string?> WaitAsync(ObjectKey key, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        Shoot? last = null;
        try
        {
            var options = new WatchOptions { Namespace = key.Namespace, FieldSelector = $"metadata.name={key.Name}" };
            while (true)
            {
                await foreach (var change in garden.WatchAsync<Shoot>(options, deadline.Token))
                {
                    if (change.Type is WatchEventType.Bookmark)
                    {
                        continue;
                    }
                    last = change.Object;
                    if (IsReady(last))
                    {
                        return null;
                    }
                    if (last.Status?.LastOperation?.State == LastOperationState.Failed)
                    {
                        return $"Shoot {key} failed: {Reasons(last)}";
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var waited = timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return $"Shoot {key} is not there after {waited}s: {Reasons(last)}";
        }
    }

    private static bool IsReady(Shoot shoot) =>
        shoot.Status is { LastOperation.State: LastOperationState.Succeeded } status
        && status.LastOperation.Type
            is LastOperationType.Create
                or LastOperationType.Reconcile
                or LastOperationType.Restore
        && status.ObservedGeneration == shoot.Metadata.Generation;

    private static string Reasons(Shoot? shoot)
    {
        if (shoot?.Status?.LastOperation is not { } operation)
        {
            return "no operation has begun";
        }
        var errors = (shoot.Status.LastErrors ?? []).Select(error => error.Description).OfType<string>().ToList();
        return errors.Count > 0
            ? string.Join("; ", errors)
            : $"{operation.Type} is {operation.State} at {operation.Progress ?? 0}%: {operation.Description}";
    }
}
