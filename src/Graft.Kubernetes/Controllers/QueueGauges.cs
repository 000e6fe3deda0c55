using System.Diagnostics.Metrics;
using Graft.Kubernetes.Telemetry;

namespace Graft.Kubernetes.Controllers;

/// <summary>The instruments of queues, whatever their keys are.</summary>
internal sealed class QueueGauges : IDisposable
{
    private static readonly Counter<long> s_adds = Instruments.Meter.CreateCounter<long>(
        "workqueue_adds_total",
        null,
        "Total number of adds handled by workqueue"
    );
    private static readonly Counter<long> s_retries = Instruments.Meter.CreateCounter<long>(
        "workqueue_retries_total",
        null,
        "Total number of retries handled by workqueue"
    );
    private static readonly Histogram<double> s_waited = Instruments.Seconds(
        "workqueue_queue_duration_seconds",
        "How long in seconds an item stays in workqueue before being requested",
        Buckets.Queues
    );
    private static readonly Histogram<double> s_worked = Instruments.Seconds(
        "workqueue_work_duration_seconds",
        "How long in seconds processing an item from workqueue takes.",
        Buckets.Queues
    );
    private static readonly LiveGauges<QueueGauges> s_gauges = new LiveGauges<QueueGauges>()
        .With(
            "workqueue_depth",
            null,
            "Current depth of workqueue",
            one => new Measurement<double>(one._depth(), one._tags)
        )
        .With(
            "workqueue_unfinished_work_seconds",
            "s",
            "How many seconds of work is in progress and not yet in work_duration; a steady rise tells of stuck workers.",
            one => new Measurement<double>(one._inWork().Sum.TotalSeconds, one._tags)
        )
        .With(
            "workqueue_longest_running_processor_seconds",
            "s",
            "For how many seconds the longest running worker of the workqueue has been at it.",
            one => new Measurement<double>(one._inWork().Longest.TotalSeconds, one._tags)
        );

    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly Func<int> _depth;
    private readonly Func<(TimeSpan Sum, TimeSpan Longest)> _inWork;

    public QueueGauges(string name, Func<int> depth, Func<(TimeSpan Sum, TimeSpan Longest)> inWork)
    {
        _tags = [new("name", name), new("controller", name)];
        _depth = depth;
        _inWork = inWork;
        s_adds.Add(0, _tags);
        s_retries.Add(0, _tags);
        s_gauges.Add(this);
    }

    public void Added() => s_adds.Add(1, _tags);

    public void Retried() => s_retries.Add(1, _tags);

    public void Waited(TimeSpan duration) => s_waited.Record(duration.TotalSeconds, _tags);

    public void Worked(TimeSpan duration) => s_worked.Record(duration.TotalSeconds, _tags);

    public void Dispose() => s_gauges.Remove(this);
}
