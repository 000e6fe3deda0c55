using System.Diagnostics.Metrics;
using Graft.Kubernetes.Telemetry;

namespace Graft.Kubernetes.Controllers;

/// <summary>
/// What a controller counts, by controller-runtime's names and labels. A label names the controller and the result, never
/// an object. All counters are there from the start, at zero, so that an alert on an increase sees the first one.
/// </summary>
internal sealed class ControllerMetrics : IDisposable
{
    private static readonly Counter<long> s_reconciles = Counter(
        "controller_runtime_reconcile_total",
        "Total number of reconciliations per controller"
    );
    private static readonly Counter<long> s_errors = Counter(
        "controller_runtime_reconcile_errors_total",
        "Total number of reconciliation errors per controller"
    );
    private static readonly Counter<long> s_terminalErrors = Counter(
        "controller_runtime_terminal_reconcile_errors_total",
        "Total number of terminal reconciliation errors per controller"
    );
    private static readonly Counter<long> s_panics = Counter(
        "controller_runtime_reconcile_panics_total",
        "Total number of reconciliation panics per controller"
    );
    private static readonly Counter<long> s_timeouts = Counter(
        "controller_runtime_reconcile_timeouts_total",
        "Total number of reconciliation timeouts per controller"
    );
    private static readonly Histogram<double> s_time = Instruments.Seconds(
        "controller_runtime_reconcile_time_seconds",
        "Length of time per reconciliation per controller",
        Buckets.Reconciles
    );
    private static readonly LiveGauges<ControllerMetrics> s_gauges = new LiveGauges<ControllerMetrics>()
        .With(
            "controller_runtime_max_concurrent_reconciles",
            null,
            "Maximum number of concurrent reconciles per controller",
            one => new Measurement<double>(one._maxConcurrentReconciles, one._controller)
        )
        .With(
            "controller_runtime_active_workers",
            null,
            "Number of currently used workers per controller",
            one => new Measurement<double>(Volatile.Read(ref one._activeWorkers), one._controller)
        );

    private readonly KeyValuePair<string, object?> _controller;
    private readonly int _maxConcurrentReconciles;
    private int _activeWorkers;

    public ControllerMetrics(string controller, int maxConcurrentReconciles)
    {
        _controller = new KeyValuePair<string, object?>("controller", controller);
        _maxConcurrentReconciles = maxConcurrentReconciles;
        foreach (var result in ReconcileResults.All)
        {
            s_reconciles.Add(0, _controller, new KeyValuePair<string, object?>("result", result));
        }
        foreach (var counter in new[] { s_errors, s_terminalErrors, s_panics, s_timeouts })
        {
            counter.Add(0, _controller);
        }
        s_gauges.Add(this);
    }

    /// <summary>A worker has begun.</summary>
    public void Began() => Interlocked.Increment(ref _activeWorkers);

    /// <summary>A worker has ended; <paramref name="failure"/> says why if it failed, a null result that it was told to.</summary>
    public void Ended(string? result, Exception? failure, TimeSpan duration)
    {
        Interlocked.Decrement(ref _activeWorkers);
        s_time.Record(duration.TotalSeconds, _controller);
        if (result is null)
        {
            return;
        }
        s_reconciles.Add(1, _controller, new KeyValuePair<string, object?>("result", result));
        if (failure is null)
        {
            return;
        }
        s_errors.Add(1, _controller);
        if (failure is TerminalException)
        {
            s_terminalErrors.Add(1, _controller);
        }
        if (ProgramFault.Is(failure))
        {
            s_panics.Add(1, _controller);
        }
    }

    /// <summary>A reconcile was cut short by its deadline.</summary>
    public void TimedOut() => s_timeouts.Add(1, _controller);

    public void Dispose() => s_gauges.Remove(this);

    private static Counter<long> Counter(string name, string description) =>
        Instruments.Meter.CreateCounter<long>(name, null, description);
}
