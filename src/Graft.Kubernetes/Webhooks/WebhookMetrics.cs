using System.Diagnostics.Metrics;
using System.Globalization;
using Graft.Kubernetes.Telemetry;

namespace Graft.Kubernetes.Webhooks;

/// <summary>What one path of an admission server counts, by controller-runtime's names; <c>webhook</c> is the path.</summary>
internal sealed class WebhookMetrics : IDisposable
{
    private static readonly Counter<long> s_requests = Instruments.Meter.CreateCounter<long>(
        "controller_runtime_webhook_requests_total",
        null,
        "Total number of admission requests by HTTP status code."
    );
    private static readonly Histogram<double> s_latency = Instruments.Seconds(
        "controller_runtime_webhook_latency_seconds",
        "Histogram of the latency of processing admission requests",
        Buckets.Default
    );
    private static readonly Counter<long> s_panics = Instruments.Meter.CreateCounter<long>(
        "controller_runtime_webhook_panics_total",
        null,
        "Total number of webhook panics"
    );
    private static readonly LiveGauges<WebhookMetrics> s_gauges = new LiveGauges<WebhookMetrics>().With(
        "controller_runtime_webhook_requests_in_flight",
        null,
        "Current number of admission requests being served.",
        one => new Measurement<double>(Volatile.Read(ref one._inFlight), one._webhook)
    );

    private readonly KeyValuePair<string, object?> _webhook;
    private int _inFlight;

    public WebhookMetrics(string path)
    {
        _webhook = new KeyValuePair<string, object?>("webhook", path);
        s_panics.Add(0);
        foreach (var code in new[] { 200, 500 })
        {
            s_requests.Add(0, _webhook, Code(code));
        }
        s_gauges.Add(this);
    }

    public void Began() => Interlocked.Increment(ref _inFlight);

    public void Ended(int code, TimeSpan duration)
    {
        Interlocked.Decrement(ref _inFlight);
        s_requests.Add(1, _webhook, Code(code));
        s_latency.Record(duration.TotalSeconds, _webhook);
    }

    /// <summary>A handler has thrown.</summary>
    public static void Panicked() => s_panics.Add(1);

    public void Dispose() => s_gauges.Remove(this);

    private static KeyValuePair<string, object?> Code(int code) =>
        new("code", code.ToString(CultureInfo.InvariantCulture));
}
