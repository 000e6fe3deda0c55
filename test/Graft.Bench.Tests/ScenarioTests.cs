using System.Globalization;
using Graft.Bench.Load;

namespace Graft.Bench.Tests;

/// <summary>Every scenario runs, at a size that takes a moment. How fast is not judged.</summary>
public sealed class ScenarioTests
{
    private static readonly LoadSettings Tiny = new()
    {
        Objects = 20,
        Writes = 20,
        ManyWrites = 100,
        Watchers = 3,
        Writers = [1, 2],
    };

    public static TheoryData<string> Names => [.. Scenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_scenario_measures_something(string name)
    {
        var scenario = Scenarios.All.Single(scenario => scenario.Name == name);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var report = new Report(output, TextWriter.Null);

        await scenario.RunAsync(Tiny, report, TestContext.Current.CancellationToken);

        var rows = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(rows);
        Assert.All(
            rows.Select(row => row.Split('|')),
            cells =>
            {
                Assert.Equal(6, cells.Length);
                Assert.True(double.IsFinite(double.Parse(cells[2], CultureInfo.InvariantCulture)));
            }
        );
    }
}
