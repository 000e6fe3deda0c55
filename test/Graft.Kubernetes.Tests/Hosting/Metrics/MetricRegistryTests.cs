using System.Diagnostics.Metrics;
using FsCheck;
using FsCheck.Fluent;
using Graft.Kubernetes.Hosting.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Hosting.Metrics;

public sealed class MetricRegistryTests : IDisposable
{
    private readonly Meter _meter = new($"test-{Guid.NewGuid()}");
    private readonly MetricRegistry _registry;

    public MetricRegistryTests() => _registry = new MetricRegistry(new MeterNames([_meter.Name]), NullLogger.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _registry.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void The_text_is_that_of_the_standard()
    {
        _meter
            .CreateCounter<long>("things_total", null, "Things, \"all\" of them.\nReally.")
            .Add(2, Tag("kind", "a\"b\\c\nd"));
        _meter.CreateGauge<double>("level", null, "How high.").Record(-1.5);
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.00001, 1, 10] };
        var wait = _meter.CreateHistogram("wait_seconds", "s", "How long.", null, advice);
        wait.Record(0.5, Tag("queue", "x"));
        wait.Record(1, Tag("queue", "x"));
        wait.Record(99, Tag("queue", "x"));

        Assert.Equal(
            """
            # HELP level How high.
            # TYPE level gauge
            level -1.5
            # HELP things Things, \"all\" of them.\nReally.
            # TYPE things counter
            things_total{kind="a\"b\\c\nd"} 2
            # HELP wait_seconds How long.
            # TYPE wait_seconds histogram
            # UNIT wait_seconds seconds
            wait_seconds_bucket{queue="x",le="1e-05"} 0
            wait_seconds_bucket{queue="x",le="1.0"} 2
            wait_seconds_bucket{queue="x",le="10.0"} 2
            wait_seconds_bucket{queue="x",le="+Inf"} 3
            wait_seconds_sum{queue="x"} 100.5
            wait_seconds_count{queue="x"} 3
            # EOF

            """,
            _registry.Write(ExpositionFormat.OpenMetrics)
        );
        var text = _registry.Write(ExpositionFormat.PrometheusText);
        Assert.Contains(
            "# HELP things_total Things, \"all\" of them.\\nReally.\n# TYPE things_total counter\nthings_total{",
            text
        );
        Assert.Contains("wait_seconds_bucket{queue=\"x\",le=\"1\"} 2\n", text);
        Assert.DoesNotContain("UNIT", text);
        Assert.DoesNotContain("EOF", text);
    }

    [Theory]
    [InlineData("dotnet.gc.heap.total_allocated", "By", "counter", "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("dotnet.gc.collections", "{collection}", "counter", "dotnet_gc_collections_total")]
    [InlineData("dotnet.process.cpu.time", "s", "counter", "dotnet_process_cpu_time_seconds_total")]
    [InlineData("cache.hit_rate", "1", "gauge", "cache_hit_rate_ratio")]
    [InlineData("process_cpu_seconds_total", "s", "counter", "process_cpu_seconds_total")]
    [InlineData("2fast-2furious", null, "gauge", "_2fast_2furious")]
    public void Names_follow_the_rules_of_OpenTelemetry_for_Prometheus(
        string name,
        string? unit,
        string kind,
        string expected
    )
    {
        if (kind == "counter")
        {
            _meter.CreateCounter<long>(name, unit).Add(1);
        }
        else
        {
            _meter.CreateGauge<long>(name, unit).Record(1);
        }

        Assert.Equal(1, Parse(ExpositionFormat.PrometheusText).Value(expected));
        Assert.Equal(1, Parse(ExpositionFormat.OpenMetrics).Value(expected));
    }

    [Fact]
    public void Labels_are_one_set_in_whatever_order_they_come_and_empty_ones_are_none()
    {
        var counter = _meter.CreateCounter<int>("things");
        counter.Add(1, Tag("b", "2"), Tag("a", "1"));
        counter.Add(1, Tag("a", "1"), Tag("b", "2"), Tag("c", null));
        counter.Add(1, Tag("a", "1"), Tag("b", 2), Tag("c", ""));
        counter.Add(1, Tag("is.it", true));

        var found = Parse(ExpositionFormat.OpenMetrics);

        Assert.Equal(3, found.Value("things_total", ("a", "1"), ("b", "2")));
        Assert.Equal(1, found.Value("things_total", ("is_it", "true")));
    }

    [Fact]
    public void Any_label_value_comes_back_as_it_was()
    {
        var number = 0;
        Prop.ForAll<NonNull<string>>(text =>
            {
                var value = text.Get.Replace("\r", "", StringComparison.Ordinal) + "x";
                var name = $"any_{number++}";
                _meter.CreateGauge<int>(name, null, value).Record(7, Tag("value", value));
                var found = Parse(ExpositionFormat.OpenMetrics);
                return found.Value(name, ("value", value)) == 7 && found.Families[name].Help == value;
            })
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Observed_instruments_say_the_truth_of_the_moment_and_vanish_with_what_they_observe()
    {
        var level = new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1, ["b"] = 2 };
        _meter.CreateObservableGauge(
            "level",
            () => level.Select(one => new Measurement<int>(one.Value, Tag("of", one.Key)))
        );
        var total = 5L;
        _meter.CreateObservableCounter("seen", () => total);

        Assert.Equal(1, Parse(ExpositionFormat.OpenMetrics).Value("level", ("of", "a")));
        level.Remove("a");
        level["b"] = 3;
        total = 6;

        var found = Parse(ExpositionFormat.OpenMetrics);
        Assert.Null(found.Find("level", ("of", "a")));
        Assert.Equal(3, found.Value("level", ("of", "b")));
        Assert.Equal(6, found.Value("seen_total"));
    }

    [Fact]
    public void An_instrument_that_throws_spoils_only_itself()
    {
        _meter.CreateObservableGauge("broken", int () => throw new InvalidOperationException("on purpose"));
        _meter.CreateObservableGauge("fine", () => 1);

        var found = Parse(ExpositionFormat.OpenMetrics);

        Assert.Equal(1, found.Value("fine"));
        Assert.DoesNotContain("broken", found.Families.Keys);
    }

    [Fact]
    public void Up_down_counters_add_up_and_gauges_do_not()
    {
        var upDown = _meter.CreateUpDownCounter<int>("inside");
        upDown.Add(3);
        upDown.Add(-1);
        var gauge = _meter.CreateGauge<int>("level");
        gauge.Record(3);
        gauge.Record(1);

        var found = Parse(ExpositionFormat.OpenMetrics);

        Assert.Equal(2, found.Value("inside"));
        Assert.Equal(1, found.Value("level"));
    }

    [Fact]
    public void An_unbounded_label_cannot_use_up_the_memory()
    {
        var counter = _meter.CreateCounter<int>("things");
        for (var i = 0; i < MetricFamily.MostSeries + 500; i++)
        {
            counter.Add(1, Tag("object", i));
        }

        var found = Parse(ExpositionFormat.OpenMetrics);

        Assert.Equal(MetricFamily.MostSeries + 1, found.Families["things"].Samples.Count);
        Assert.Equal(500, found.Value("things_total", ("otel_metric_overflow", "true")));
    }

    [Fact]
    public async Task The_text_is_right_at_every_moment_while_many_threads_measure()
    {
        const int Threads = 4;
        const int Each = 20_000;
        var histogram = _meter.CreateHistogram<double>("wait_seconds", "s");
        var counter = _meter.CreateCounter<long>("things");
        _meter.CreateObservableGauge("level", () => 1);
        var writers = Enumerable
            .Range(0, Threads)
            .Select(thread =>
                Task.Run(
                    () =>
                    {
                        for (var i = 0; i < Each; i++)
                        {
                            histogram.Record(i % 20, Tag("thread", thread % 2));
                            counter.Add(1, Tag("thread", thread % 2));
                        }
                    },
                    Cancel
                )
            )
            .ToList();
        var written = Task.WhenAll(writers);
        var scrapes = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ScrapeUntil(written), Cancel)).ToList();

        await written;
        await Task.WhenAll(scrapes);

        var found = Parse(ExpositionFormat.PrometheusText);
        Assert.Equal(Threads / 2 * Each, found.Value("things_total", ("thread", "1")));
        Assert.Equal(Threads / 2 * Each, found.Value("wait_seconds_count", ("thread", "0")));
    }

    private void ScrapeUntil(Task written)
    {
        double before = 0;
        while (!written.IsCompleted)
        {
            var found = Parse(ExpositionFormat.OpenMetrics);
            var now = found.Find("things_total", ("thread", "0")) ?? 0;
            Assert.True(now >= before);
            Assert.Equal(1, found.Value("level"));
            before = now;
        }
    }

    private Exposition Parse(ExpositionFormat format) =>
        Exposition.Parse(_registry.Write(format), format == ExpositionFormat.OpenMetrics);

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}
