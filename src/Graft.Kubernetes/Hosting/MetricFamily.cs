using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Hosting;

/// <summary>All series of one metric.</summary>
internal sealed class MetricFamily
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly string _type;
    private readonly string _help;
    private readonly IReadOnlyList<double> _bounds;

    private MetricFamily(string name, string type, string help, IReadOnlyList<double> bounds)
    {
        Name = name;
        _type = type;
        _help = help;
        _bounds = bounds;
    }

    public string Name { get; }

    public static MetricFamily Of(Instrument instrument)
    {
        var help = instrument.Description ?? "";
        return instrument switch
        {
            Histogram<double> histogram => new(
                instrument.Name,
                "histogram",
                help,
                histogram.Advice?.HistogramBucketBoundaries ?? []
            ),
            Counter<long> or Counter<int> or Counter<double> => new(instrument.Name, "counter", help, []),
            _ => new(instrument.Name, "gauge", help, []),
        };
    }

    public void Record(string labels, double value)
    {
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                _series[labels] = series = new Series(new long[_bounds.Count]);
            }
            series.Count++;
            series.Sum = _type == "gauge" ? value : series.Sum + value;
            for (var i = 0; i < _bounds.Count; i++)
            {
                series.Buckets[i] += value <= _bounds[i] ? 1 : 0;
            }
        }
    }

    public void Write(StringBuilder output)
    {
        lock (_lock)
        {
            output.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {_help}\n# TYPE {Name} {_type}\n");
            foreach (var (labels, series) in _series)
            {
                if (_type == "histogram")
                {
                    WriteHistogram(output, labels, series);
                }
                else
                {
                    output.Append(CultureInfo.InvariantCulture, $"{Name}{Braces(labels)} {series.Sum}\n");
                }
            }
        }
    }

    private void WriteHistogram(StringBuilder output, string labels, Series series)
    {
        var separator = labels.Length == 0 ? "" : ",";
        for (var i = 0; i < _bounds.Count; i++)
        {
            output.Append(
                CultureInfo.InvariantCulture,
                $"{Name}_bucket{{{labels}{separator}le=\"{_bounds[i]}\"}} {series.Buckets[i]}\n"
            );
        }
        output.Append(
            CultureInfo.InvariantCulture,
            $"{Name}_bucket{{{labels}{separator}le=\"+Inf\"}} {series.Count}\n"
        );
        output.Append(CultureInfo.InvariantCulture, $"{Name}_sum{Braces(labels)} {series.Sum}\n");
        output.Append(CultureInfo.InvariantCulture, $"{Name}_count{Braces(labels)} {series.Count}\n");
    }

    private static string Braces(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    private sealed class Series(long[] buckets)
    {
        public long[] Buckets { get; } = buckets;

        public long Count { get; set; }

        public double Sum { get; set; }
    }
}
