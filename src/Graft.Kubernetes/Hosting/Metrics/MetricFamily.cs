namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>
/// All series of one metric. A measurement and a snapshot exclude each other, so that a histogram's buckets, sum and count
/// always tell of the same measurements.
/// </summary>
internal sealed class MetricFamily(MetricDescription description)
{
    /// <summary>
    /// No metric has more series than this: what comes beyond is counted under <see cref="Overflow"/>, as OpenTelemetry's
    /// SDK does, so that a label that was not as bounded as its author thought cannot use up the memory.
    /// </summary>
    public const int MostSeries = 2000;

    /// <summary>The label of all series beyond the limit.</summary>
    public const string Overflow = "otel_metric_overflow=\"true\"";

    private const int BufferSize = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    public MetricDescription Description => description;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool adds)
    {
        using var labels = new LabelText(stackalloc char[BufferSize]);
        labels.Write(tags);
        lock (_lock)
        {
            var series = SeriesOf(labels.Text);
            if (description.Kind == MetricKind.Histogram)
            {
                series.Buckets[BucketOf(value)]++;
                series.Count++;
                series.Value += value;
            }
            else
            {
                series.Value = adds ? series.Value + value : value;
            }
        }
    }

    /// <summary>Forgets what was observed last time; what is still there will be observed again.</summary>
    public void BeginObservation()
    {
        if (description.IsObserved)
        {
            lock (_lock)
            {
                _series.Clear();
            }
        }
    }

    public void Write(ExpositionWriter writer)
    {
        lock (_lock)
        {
            if (_series.Count == 0)
            {
                return;
            }
            writer.Begin(description);
            foreach (var series in _series.Values.OrderBy(series => series.Labels, StringComparer.Ordinal))
            {
                writer.Write(description, series);
            }
        }
    }

    private MetricSeries SeriesOf(ReadOnlySpan<char> labels)
    {
        if (_series.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(labels, out var known))
        {
            return known;
        }
        var text = _series.Count < MostSeries ? labels.ToString() : Overflow;
        if (!_series.TryGetValue(text, out var series))
        {
            _series[text] = series = new MetricSeries(text, description.Bounds.Length);
        }
        return series;
    }

    /// <summary>The first bucket whose bound is not below the value.</summary>
    private int BucketOf(double value)
    {
        if (double.IsNaN(value))
        {
            return description.Bounds.Length;
        }
        var index = Array.BinarySearch(description.Bounds, value);
        return index < 0 ? ~index : index;
    }
}
