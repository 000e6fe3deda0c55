using System.Diagnostics.Metrics;
using System.Numerics;

namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>What is known of a metric before it is measured.</summary>
/// <param name="Name">Without the suffix <c>_total</c> that counters get in samples.</param>
/// <param name="Kind">What it is to Prometheus.</param>
/// <param name="Help">One sentence; may be empty.</param>
/// <param name="Unit">Prometheus' word for the unit, which then ends the name; else null.</param>
/// <param name="IsObserved">Measured when somebody looks: each measurement is the whole truth, none is added up.</param>
/// <param name="Bounds">Upper bounds of a histogram's buckets, ascending and finite.</param>
internal sealed record MetricDescription(
    string Name,
    MetricKind Kind,
    string Help,
    string? Unit,
    bool IsObserved,
    double[] Bounds
)
{
    private static readonly double[] s_defaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public static MetricDescription Of(Instrument instrument)
    {
        var shape = instrument.GetType();
        var definition = shape.IsGenericType ? shape.GetGenericTypeDefinition() : shape;
        var kind =
            definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>) ? MetricKind.Counter
            : definition == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
        var (name, unit) = MetricNames.Of(instrument.Name, instrument.Unit, kind);
        return new MetricDescription(
            name,
            kind,
            instrument.Description ?? "",
            unit,
            instrument.IsObservable,
            kind == MetricKind.Histogram ? BoundsOf(instrument) : []
        );
    }

    private static double[] BoundsOf(Instrument instrument) =>
        BoundsOf<double>(instrument)
        ?? BoundsOf<float>(instrument)
        ?? BoundsOf<long>(instrument)
        ?? BoundsOf<int>(instrument)
        ?? s_defaultBounds;

    private static double[]? BoundsOf<T>(Instrument instrument)
        where T : struct, INumber<T> =>
        instrument is Histogram<T> { Advice.HistogramBucketBoundaries: { } bounds }
            ? [.. bounds.Select(double.CreateChecked).Where(double.IsFinite)]
            : null;
}
