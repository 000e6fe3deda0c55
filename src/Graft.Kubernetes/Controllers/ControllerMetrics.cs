using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Graft.Kubernetes.Controllers;

/// <summary>What a controller counts. Tags name the controller and the outcome, never an object.</summary>
internal sealed class ControllerMetrics : IDisposable
{
    /// <summary>The meter's name, for listeners.</summary>
    public const string MeterName = "Graft.Kubernetes.Controllers";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _reconciles;
    private readonly Histogram<double> _duration;
    private readonly string _controller;

    public ControllerMetrics(string controller, WorkQueue<ObjectKey> queue)
    {
        _controller = controller;
        _reconciles = _meter.CreateCounter<long>("graft_reconcile_total", null, "Reconciles by outcome.");
        _duration = _meter.CreateHistogram<double>(
            "graft_reconcile_duration_seconds",
            "s",
            "How long reconciles took.",
            tags: null,
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
            }
        );
        _meter.CreateObservableGauge(
            "graft_queue_depth",
            () => new Measurement<int>(queue.Count, new KeyValuePair<string, object?>("controller", controller)),
            null,
            "Keys that wait."
        );
    }

    public void Reconciled(string outcome, TimeSpan duration)
    {
        _reconciles.Add(1, new TagList { { "controller", _controller }, { "outcome", outcome } });
        _duration.Record(duration.TotalSeconds, new TagList { { "controller", _controller } });
    }

    public void Dispose() => _meter.Dispose();
}
