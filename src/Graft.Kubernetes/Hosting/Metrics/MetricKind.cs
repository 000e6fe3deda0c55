namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>What Prometheus makes of an instrument.</summary>
internal enum MetricKind
{
    Gauge,
    Counter,
    Histogram,
}
