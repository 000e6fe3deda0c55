using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Graft.Kubernetes.Telemetry;

/// <summary>
/// The one meter and the one source of spans of this library. They are static because they are the process's: a meter per
/// controller or client would give a collector several instruments of one name.
/// </summary>
internal static class Instruments
{
    /// <summary>The name to listen to, for metrics and for spans.</summary>
    public const string Name = "Graft.Kubernetes";

    /// <summary>Where to measure.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>Where to open spans. Without a listener that costs nothing.</summary>
    public static ActivitySource Spans { get; } = new(Name);

    /// <summary>A histogram in seconds with these upper bounds.</summary>
    public static Histogram<double> Seconds(string name, string description, IReadOnlyList<double> bounds) =>
        Meter.CreateHistogram(
            name,
            "s",
            description,
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds }
        );
}
