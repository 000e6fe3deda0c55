using System.Globalization;
using Graft.Bench.Admission;

namespace Graft.Bench.Tests;

/// <summary>An admission component under load, for a moment. How fast is not judged.</summary>
public sealed class AdmissionBenchmarkTests
{
    private static readonly AdmissionSettings Tiny = new()
    {
        Program = Programs.Of("graft-admission-kata"),
        Type = "kata-containers",
        Rate = 50,
        WarmUp = TimeSpan.Zero,
        Duration = TimeSpan.FromSeconds(1),
        RotationDuration = TimeSpan.FromSeconds(1),
        Core = null,
    };

    [Fact]
    public async Task Every_request_of_every_load_gets_the_right_answer()
    {
        var benchmark = new AdmissionBenchmark(Tiny, _ => { });

        var results = await benchmark.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["HTTP/2.0", "HTTP/1.1", "HTTP/2.0, rotating"], results.Select(result => result.Name));
        Assert.All(results, result => Assert.Equal("", result.Load.Failures.ToString()));
        Assert.All(results, result => Assert.Equal(50, result.Load.Latencies.Count));
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        AdmissionReport.Write(output, Tiny, results);
        Assert.Equal(
            3,
            output.ToString().Split('\n').Count(line => line.StartsWith("| HTTP/", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Wrong_answers_and_lost_requests_are_failures()
    {
        var result = await OpenLoop.RunAsync(
            100,
            TimeSpan.FromSeconds(0.1),
            number => number % 2 == 0 ? Task.FromResult(false) : throw new HttpRequestException("lost"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(10, result.Failures.Count);
        Assert.Equal("5 x lost; 5 x wrong answer", result.Failures.ToString());
    }
}
