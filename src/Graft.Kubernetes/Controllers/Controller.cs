using System.Diagnostics.CodeAnalysis;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Controllers;

/// <summary>
/// Works off the keys of its sources. One key is never in work twice at a time; one object's failure touches no other.
/// Made by <see cref="ControllerBuilder{T}"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync runs once and disposes of queue and metrics.")]
public sealed partial class Controller
{
    private readonly IReconciler _reconciler;
    private readonly IReadOnlyList<IControllerSource> _sources;
    private readonly ControllerOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly ControllerMetrics _metrics;
    private readonly ILogger _logger;

    internal Controller(
        string name,
        IReconciler reconciler,
        IReadOnlyList<IControllerSource> sources,
        ControllerOptions options,
        TimeProvider time,
        Random random,
        ILogger<Controller> logger
    )
    {
        Name = name;
        _reconciler = reconciler;
        _sources = sources;
        _options = options;
        _time = time;
        _random = random;
        _logger = logger;
        _queue = new WorkQueue<ObjectKey>(options.Queue with { Name = name }, time, random);
        _metrics = new ControllerMetrics(name, options.MaxConcurrentReconciles);
    }

    /// <summary>Names the controller in logs and metrics.</summary>
    public string Name { get; }

    /// <summary>How many keys of a priority are ready to be worked on.</summary>
    public int Waiting(WorkPriority priority) => _queue.CountOf(priority);

    /// <summary>Asks for a reconcile from outside of any informer.</summary>
    public void Enqueue(ObjectKey key) => _queue.Add(key);

    /// <summary>Asks for a reconcile from outside of any informer; a key that waits already is raised to the priority.</summary>
    public void Enqueue(ObjectKey key, WorkPriority priority) => _queue.Add(key, priority);

    /// <summary>
    /// Waits for the caches, then works until cancelled. On cancellation no key is begun, running reconciles are cancelled
    /// and waited for up to <see cref="ControllerOptions.DrainTimeout"/>. Runs once.
    /// </summary>
    /// <exception cref="InformerNotSyncedException">
    /// The server refuses a kind, or the caches were not filled within <see cref="ControllerOptions.CacheSyncTimeout"/>.
    /// </exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var connections = _sources.Select(source => source.Connect(_queue.Add)).ToList();
        try
        {
            await Task.WhenAll(
                _sources.Select(source => source.WaitUntilSyncedAsync(_options.CacheSyncTimeout, cancellationToken))
            );
            Log.Started(_logger, Name, _options.MaxConcurrentReconciles);
            await WorkAsync(cancellationToken);
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or InformerNotSyncedException
                && cancellationToken.IsCancellationRequested
            )
        {
            // Cancelled while waiting for the caches, perhaps after the informers: nothing has begun.
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
            _queue.Dispose();
            _metrics.Dispose();
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.Register(_queue.Complete);
        var resyncs = ResyncAsync(cancellationToken);
        var workers = Enumerable
            .Range(0, _options.MaxConcurrentReconciles)
            .Select(_ => Task.Run(() => WorkerAsync(cancellationToken), CancellationToken.None))
            .ToList();
        var finished = Task.WhenAll(workers);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var notice = cancellationToken.Register(() => cancelled.TrySetResult());
        await Task.WhenAny(finished, cancelled.Task);
        try
        {
            await finished.WaitAsync(_options.DrainTimeout, _time, CancellationToken.None);
            Log.Stopped(_logger, Name);
        }
        catch (TimeoutException)
        {
            Log.DrainTimedOut(_logger, Name, _options.DrainTimeout.TotalSeconds);
        }
        await resyncs;
    }

    /// <summary>Looks at everything again now and then, behind whatever else there is to do.</summary>
    private async Task ResyncAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_options.ResyncPeriod is { } period)
            {
                await Task.Delay(period * (1 + _random.NextDouble() / 10), _time, cancellationToken);
                Resync();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the controller.
        }
    }

    private void Resync()
    {
        foreach (var source in _sources)
        {
            try
            {
                source.Resync(_queue.Add);
            }
            catch (Exception exception)
            {
                // Predicates belong to somebody else; their fault must not end the resyncs.
                Log.ResyncFailed(_logger, exception, Name);
            }
        }
    }

    private async Task WorkerAsync(CancellationToken cancellationToken)
    {
        while (await _queue.TakeAsync(CancellationToken.None) is (true, var key))
        {
            try
            {
                await ReconcileAsync(key, cancellationToken);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    private async Task ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.ReconcileTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var run = new ReconcileRun(Name, key, _metrics, _time, Guid.NewGuid(), _logger);
        try
        {
            var result = await _reconciler.ReconcileAsync(key, both.Token);
            run.Succeeded(result);
            Settle(key, result);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to end: neither a success nor a failure.
        }
        catch (KubernetesException exception) when (exception.IsConflict)
        {
            run.Failed(exception);
            Log.Conflict(_logger, Name, key, exception.Message);
            _queue.AddRateLimited(key);
        }
        catch (TerminalException exception)
        {
            run.Failed(exception);
            Log.FailedForGood(_logger, exception, Name, key);
            _queue.Forget(key);
        }
        catch (Exception exception)
        {
            // One object's failure is its own; whatever it is, it is logged here, once, and tried again.
            run.Failed(exception);
            if (timeout.IsCancellationRequested)
            {
                run.TimedOut();
            }
            Fail(key, exception, timeout.IsCancellationRequested);
        }
    }

    private void Settle(ObjectKey key, ReconcileResult result)
    {
        _queue.Forget(key);
        if (result.IsSettled)
        {
            _queue.Cancel(key);
        }
        if (result.After is { } delay)
        {
            _queue.AddAfter(key, delay);
        }
    }

    private void Fail(ObjectKey key, Exception exception, bool timedOut)
    {
        if (timedOut)
        {
            Log.TimedOut(_logger, exception, Name, key, _options.ReconcileTimeout.TotalSeconds);
        }
        else
        {
            Log.Failed(_logger, exception, Name, key, _queue.Failures(key) + 1);
        }
        _queue.AddRateLimited(key);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Controller {Controller} started with {Workers} workers.")]
        public static partial void Started(ILogger logger, string controller, int workers);

        [LoggerMessage(2, LogLevel.Information, "Controller {Controller} stopped.")]
        public static partial void Stopped(ILogger logger, string controller);

        [LoggerMessage(3, LogLevel.Warning, "Controller {Controller} left work unfinished after {Seconds} s.")]
        public static partial void DrainTimedOut(ILogger logger, string controller, double seconds);

        [LoggerMessage(4, LogLevel.Debug, "Controller {Controller} tries {Key} again: {Reason}")]
        public static partial void Conflict(ILogger logger, string controller, ObjectKey key, string reason);

        [LoggerMessage(5, LogLevel.Error, "Controller {Controller} failed on {Key} (failure {Failures} in a row).")]
        public static partial void Failed(
            ILogger logger,
            Exception exception,
            string controller,
            ObjectKey key,
            int failures
        );

        [LoggerMessage(6, LogLevel.Error, "Controller {Controller} cut {Key} short after {Seconds} s.")]
        public static partial void TimedOut(
            ILogger logger,
            Exception exception,
            string controller,
            ObjectKey key,
            double seconds
        );

        [LoggerMessage(8, LogLevel.Error, "A resync of controller {Controller} failed.")]
        public static partial void ResyncFailed(ILogger logger, Exception exception, string controller);

        [LoggerMessage(7, LogLevel.Error, "Controller {Controller} failed on {Key}; only a change can cure it.")]
        public static partial void FailedForGood(ILogger logger, Exception exception, string controller, ObjectKey key);
    }
}
