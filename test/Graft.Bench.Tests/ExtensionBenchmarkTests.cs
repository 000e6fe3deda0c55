using System.Globalization;
using Graft.Bench.Extension;

namespace Graft.Bench.Tests;

/// <summary>The life of an extension's controller, at a size that takes a moment. How fast is not judged.</summary>
public sealed class ExtensionBenchmarkTests
{
    private static readonly ExtensionSettings Tiny = new()
    {
        Program = Programs.Of("graft-runtime-gvisor"),
        Type = "gvisor",
        Namespaces = 2,
        Pools = 2,
        Runs = 1,
        Rest = TimeSpan.Zero,
    };

    [Fact]
    public async Task An_extension_is_measured_through_its_whole_life()
    {
        var benchmark = new ExtensionBenchmark(Tiny, _ => { });

        var runs = await benchmark.RunAsync([2], TestContext.Current.CancellationToken);

        var run = Assert.Single(runs[2]);
        Assert.Equal(["create", "change", "delete"], run.Phases.Select(phase => phase.Name));
        Assert.All(run.Phases, phase => Assert.True(phase.Requests.ByMethod["PATCH"] >= 3 * Tiny.Objects, $"{phase}"));
        Assert.All(run.Phases, phase => Assert.True(phase.PeakMegabytes > 1, $"{phase}"));
        Assert.True(run.FirstServedSeconds > 0);
    }

    [Fact]
    public async Task Its_report_has_a_row_for_each_phase_and_one_for_the_start()
    {
        var benchmark = new ExtensionBenchmark(Tiny, _ => { });
        var runs = await benchmark.RunAsync([1], TestContext.Current.CancellationToken);
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        ExtensionReport.Write(output, Tiny, runs);

        var rows = output
            .ToString()
            .Split('\n')
            .Where(line => line.StartsWith("| 1 |", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(4, rows.Count);
    }

    [Fact]
    public async Task A_program_that_does_not_start_is_told_with_its_own_words()
    {
        var settings = Tiny with { Arguments = ["--no-such-flag"] };
        var benchmark = new ExtensionBenchmark(settings, _ => { });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            benchmark.RunAsync([1], TestContext.Current.CancellationToken)
        );

        Assert.Contains("--no-such-flag", exception.Message, StringComparison.Ordinal);
    }
}
