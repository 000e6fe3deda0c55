using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>
/// Writes metrics as text. Where the formats differ: OpenMetrics names a counter's family without <c>_total</c>, says units,
/// escapes quotes in help, writes bounds as floats, and ends with <c># EOF</c>. <c>_created</c> samples are left out, as the
/// standard allows: they double the series, and counters here begin when the process does, which
/// <c>process_start_time_seconds</c> tells.
/// </summary>
internal sealed class ExpositionWriter(StringBuilder output, ExpositionFormat format)
{
    private bool IsOpen => format == ExpositionFormat.OpenMetrics;

    public void Begin(MetricDescription description)
    {
        var name = IsOpen ? description.Name : SampleName(description);
        var help = description
            .Help.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        output.Append("# HELP ").Append(name).Append(' ');
        output.Append(IsOpen ? help.Replace("\"", "\\\"", StringComparison.Ordinal) : help).Append('\n');
        output.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(description.Kind)).Append('\n');
        if (IsOpen && description.Unit is { } unit)
        {
            output.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
        }
    }

    public void Write(MetricDescription description, MetricSeries series)
    {
        if (description.Kind != MetricKind.Histogram)
        {
            Sample(SampleName(description), series.Labels, null, series.Value);
            return;
        }
        long count = 0;
        for (var i = 0; i < description.Bounds.Length; i++)
        {
            count += series.Buckets[i];
            Sample($"{description.Name}_bucket", series.Labels, Bound(description.Bounds[i]), count);
        }
        Sample($"{description.Name}_bucket", series.Labels, "+Inf", series.Count);
        Sample($"{description.Name}_sum", series.Labels, null, series.Value);
        Sample($"{description.Name}_count", series.Labels, null, series.Count);
    }

    public void End()
    {
        if (IsOpen)
        {
            output.Append("# EOF\n");
        }
    }

    private void Sample(string name, string labels, string? bound, double value)
    {
        output.Append(name);
        if (labels.Length > 0 || bound is not null)
        {
            output.Append('{').Append(labels);
            if (bound is not null)
            {
                output.Append(labels.Length > 0 ? "," : "").Append("le=\"").Append(bound).Append('"');
            }
            output.Append('}');
        }
        output.Append(' ').Append(Number(value)).Append('\n');
    }

    private string Bound(double value)
    {
        var text = Number(value);
        return IsOpen && text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }

    /// <summary>Numbers as Go writes them, since dashboards select by the text of <c>le</c>.</summary>
    private static string Number(double value) =>
        value switch
        {
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            double.NaN => "NaN",
            _ => value.ToString(CultureInfo.InvariantCulture).ToLowerInvariant(),
        };

    private static string SampleName(MetricDescription description) =>
        description.Kind == MetricKind.Counter ? $"{description.Name}_total" : description.Name;

    private static string TypeOf(MetricKind kind) =>
        kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        };
}
