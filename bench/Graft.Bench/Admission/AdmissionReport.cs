using System.Globalization;

namespace Graft.Bench.Admission;

/// <summary>Writes results as a Markdown table.</summary>
internal static class AdmissionReport
{
    public static void Write(TextWriter output, AdmissionSettings settings, IReadOnlyList<AdmissionResult> results)
    {
        var cores = settings.Core is null ? "all cores" : "one core";
        Line(output, $"{settings.Rate} requests/s, program on {cores}");
        output.WriteLine();
        output.WriteLine(
            "| load | requests | failed | p50 | p90 | p99 | max | processor/request | core | peak memory | rotations |"
        );
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var result in results)
        {
            var (load, latencies) = (result.Load, result.Load.Latencies);
            Line(
                output,
                $"| {result.Name} | {load.Sent} | {load.Failures.Count} | {latencies.Percentile(0.5):0.00} ms | {latencies.Percentile(0.9):0.00} ms | {latencies.Percentile(0.99):0.00} ms | {latencies.Percentile(1):0.0} ms | {result.ProcessorSeconds * 1e6 / load.Sent:0} µs | {100 * result.ProcessorSeconds / load.Took.TotalSeconds:0} % | {result.PeakMegabytes:0.0} MB | {result.Rotations} |"
            );
        }
        foreach (var result in results.Where(result => result.Load.Failures.Count > 0))
        {
            output.WriteLine();
            Line(output, $"{result.Name}: {result.Load.Failures}");
        }
    }

    private static void Line(TextWriter output, FormattableString text) =>
        output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
