using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Graft.Bench.Load;

/// <summary>Writes what was measured as rows of Markdown tables, and how far it has come beside it.</summary>
internal sealed class Report(TextWriter output, TextWriter progress)
{
    private static readonly string[] Headings = ["measurement", "value", "unit", "note"];

    /// <summary>What the numbers were measured on.</summary>
    public void Machine() =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, server GC {GCSettings.IsServerGC}"
            )
        );

    public void Begin(IScenario scenario)
    {
        output.WriteLine();
        output.WriteLine($"### {scenario.Name}: {scenario.Description}");
        output.WriteLine();
        output.WriteLine($"| {string.Join(" | ", Headings)} |");
        output.WriteLine($"| {string.Join(" | ", Headings.Select(_ => "---"))} |");
    }

    public void Row(string measurement, double value, string unit, string note = "") =>
        output.WriteLine($"| {measurement} | {Format(value)} | {unit} | {note} |");

    /// <summary>Throughput and the usual percentiles of one run.</summary>
    public void Rows(string measurement, Latencies latencies, TimeSpan took)
    {
        Row(
            measurement,
            latencies.Count / took.TotalSeconds,
            "/s",
            $"{latencies.Count} in {Format(took.TotalSeconds)} s"
        );
        Row($"{measurement}, p50", latencies.Percentile(0.5), "ms");
        Row($"{measurement}, p99", latencies.Percentile(0.99), "ms");
    }

    public void Progress(string text) => progress.WriteLine(text);

    private static string Format(double value) =>
        value.ToString(
            value >= 100 ? "N0"
                : value >= 1 ? "N2"
                : "N3",
            CultureInfo.InvariantCulture
        );
}
