namespace Graft.Gardenlet.Flow;

/// <summary>
/// Runs the tasks of a graph, each as soon as what it depends on is done. A failure keeps back only what depends on it:
/// other branches go on to their end, so that one run does all that can be done and reports all that is wrong.
/// </summary>
internal sealed class FlowRunner(TimeProvider time)
{
    /// <param name="flow">What to run.</param>
    /// <param name="report">Called on every change, one call at a time; must return quickly.</param>
    /// <param name="cancellationToken">Ends the running tasks and starts no further ones.</param>
    /// <exception cref="FlowException">Tasks failed.</exception>
    public async Task RunAsync(FlowGraph flow, Action<FlowProgress> report, CancellationToken cancellationToken)
    {
        var board = new FlowBoard(flow, report, time);
        var runs = new Dictionary<FlowTask, Task<bool>>();
        foreach (var task in flow.Tasks)
        {
            var dependencies = task.DependsOn.Select(dependency => runs[dependency]).ToList();
            runs[task] = RunAfterAsync(task, dependencies, board, cancellationToken);
        }
        await Task.WhenAll(runs.Values);
        cancellationToken.ThrowIfCancellationRequested();
        if (board.Errors is { Count: > 0 } errors)
        {
            throw new FlowException(flow.Name, errors);
        }
    }

    /// <summary>Whether tasks that depend on this one may run.</summary>
    private async Task<bool> RunAfterAsync(
        FlowTask task,
        IReadOnlyList<Task<bool>> dependencies,
        FlowBoard board,
        CancellationToken cancellationToken
    )
    {
        var results = await Task.WhenAll(dependencies);
        if (cancellationToken.IsCancellationRequested || !results.All(succeeded => succeeded))
        {
            return false;
        }
        if (task.SkipReason is { } reason)
        {
            board.Skipped(task, reason);
            return true;
        }
        // Frees the loop that starts the tasks; a task may do much before its first await.
        await Task.Yield();
        return await RunWithRetryAsync(task, board, cancellationToken);
    }

    private async Task<bool> RunWithRetryAsync(FlowTask task, FlowBoard board, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(task.Retry?.Timeout ?? Timeout.InfiniteTimeSpan, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        Exception? last = null;
        while (true)
        {
            board.Running(task);
            try
            {
                await task.Run(both.Token);
                board.Succeeded(task);
                return true;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                board.Failed(task, new OperationCanceledException("cancelled"), isError: false);
                return false;
            }
            catch (Exception exception)
            {
                // Whatever a task ends with is its result; the flow reports it.
                last = timeout.IsCancellationRequested && last is not null ? last : exception;
            }
            var rest = (task.Retry?.Timeout ?? TimeSpan.Zero) - time.GetElapsedTime(started);
            if (!IsRetryable(last) || task.Retry is null || rest <= task.Retry.Interval)
            {
                board.Failed(task, last, isError: true);
                return false;
            }
            board.Retrying(task, last);
            await Task.Delay(task.Retry.Interval, time, both.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsRetryable(Exception exception) => exception is not Kubernetes.Controllers.TerminalException;
}
