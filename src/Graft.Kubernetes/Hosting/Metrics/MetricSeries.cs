namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>One set of labels of a metric. Guarded by its family's lock.</summary>
internal sealed class MetricSeries(string labels, int bounds)
{
    /// <summary>The labels as they are written, without braces.</summary>
    public string Labels { get; } = labels;

    /// <summary>The value of a gauge or counter; the sum of a histogram.</summary>
    public double Value { get; set; }

    /// <summary>How many measurements a histogram has.</summary>
    public long Count { get; set; }

    /// <summary>How many of them lie in each bucket alone; the last one has no upper bound.</summary>
    public long[] Buckets { get; } = bounds == 0 ? [] : new long[bounds + 1];
}
