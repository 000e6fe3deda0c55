using System.Globalization;
using Graft.Bench.Programs;

namespace Graft.Bench.Extension;

/// <summary>Writes runs as Markdown; medians where there are several.</summary>
internal static class ExtensionReport
{
    private static readonly string[] s_methods = ["GET", "POST", "PATCH", "PUT", "DELETE"];

    public static void Write(
        TextWriter output,
        ExtensionSettings settings,
        IReadOnlyDictionary<int, IReadOnlyList<ExtensionRun>> runs
    )
    {
        Line(
            output,
            $"{settings.Objects} ContainerRuntimes in {settings.Namespaces} namespaces; runs: {settings.Runs}"
        );
        output.WriteLine();
        output.WriteLine(
            $"| workers | phase | time | processor | peak memory | requests/object | {string.Join(" | ", s_methods)} | 409 |"
        );
        output.WriteLine($"|{string.Concat(Enumerable.Repeat(" --- |", 7 + s_methods.Length))}");
        foreach (var (workers, of) in runs)
        {
            for (var phase = 0; phase < of[0].Phases.Count; phase++)
            {
                WriteRow(output, settings, workers, [.. of.Select(run => run.Phases[phase])]);
            }
        }
        output.WriteLine();
        output.WriteLine("| workers | start to first object served | at rest before | at rest after |");
        output.WriteLine("| --- | --- | --- | --- |");
        foreach (var (workers, of) in runs)
        {
            var first = Median(of, run => run.FirstServedSeconds);
            var idle = Median(of, run => run.IdleMegabytes);
            var rested = Median(of, run => run.RestedMegabytes);
            Line(output, $"| {workers} | {first:0.00} s | {idle:0.0} MB | {rested:0.0} MB |");
        }
    }

    private static void WriteRow(
        TextWriter output,
        ExtensionSettings settings,
        int workers,
        IReadOnlyList<PhaseResult> phases
    )
    {
        double PerObject(Func<RequestCounts, double> count) =>
            Median(phases, phase => count(phase.Requests)) / settings.Objects;
        var byMethod = s_methods.Select(method =>
            PerObject(requests => requests.ByMethod.GetValueOrDefault(method))
                .ToString("0.00", CultureInfo.InvariantCulture)
        );
        var time = Median(phases, phase => phase.Seconds);
        var processor = Median(phases, phase => phase.ProcessorSeconds);
        var peak = Median(phases, phase => phase.PeakMegabytes);
        var total = PerObject(requests => requests.Total);
        var conflicts = Median(phases, phase => phase.Requests.Conflicts);
        Line(
            output,
            $"| {workers} | {phases[0].Name} | {time:0.00} s | {processor:0.00} s | {peak:0.0} MB | {total:0.00} | {string.Join(" | ", byMethod)} | {conflicts:0} |"
        );
    }

    private static double Median<T>(IReadOnlyList<T> items, Func<T, double> of) =>
        items.Select(of).Order().ElementAt(items.Count / 2);

    private static void Line(TextWriter output, FormattableString text) =>
        output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
