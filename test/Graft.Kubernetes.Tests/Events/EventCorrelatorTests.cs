using Graft.Kubernetes.Events;
using Graft.Testing;

namespace Graft.Kubernetes.Tests.Events;

public sealed class EventCorrelatorTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly EventCorrelator _correlator;

    public EventCorrelatorTests() =>
        _correlator = new EventCorrelator(new EventRecorderOptions { Component = "test" }, _time);

    [Fact]
    public void The_same_again_is_counted_and_anything_else_is_an_event_of_its_own()
    {
        var first = Correlate("a", "Failed", "disk full")!;
        _time.Advance(TimeSpan.FromSeconds(30));
        var again = Correlate("a", "Failed", "disk full");

        Assert.Same(first, again);
        Assert.Equal(2, first.Count);
        Assert.Equal(TimeSpan.FromSeconds(30), first.Last - first.First);
        Assert.NotSame(first, Correlate("b", "Failed", "disk full"));
        Assert.NotSame(first, Correlate("a", "Lost", "disk full"));
        Assert.NotSame(first, Correlate("a", "Failed", "no network"));
        Assert.NotSame(
            first,
            _correlator.Correlate(Recorded("a", "Failed", "disk full") with { Type = EventType.Normal })
        );
        Assert.Equal(2, first.Count);
    }

    [Fact]
    public void From_the_tenth_on_events_that_differ_in_their_message_are_combined()
    {
        var apart = Enumerable.Range(1, 9).Select(i => Correlate("a", "Failed", $"try {i}")!).ToList();
        var tenth = Correlate("a", "Failed", "try 10")!;
        var eleventh = Correlate("a", "Failed", "try 11")!;

        Assert.Equal(9, apart.Distinct().Count());
        Assert.All(apart, series => Assert.Equal(1, series.Count));
        Assert.Same(tenth, eleventh);
        Assert.Equal(2, tenth.Count);
        Assert.Equal("(combined from similar events): try 11", tenth.Message);
        Assert.Equal("try 1", Correlate("b", "Failed", "try 1")!.Message);
    }

    [Fact]
    public void After_ten_minutes_without_any_similar_events_are_kept_apart_again()
    {
        for (var i = 0; i < 11; i++)
        {
            Correlate("a", "Failed", $"try {i}");
        }
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.StartsWith("(combined", Correlate("a", "Failed", "in time")!.Message);

        _time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));

        Assert.Equal("late", Correlate("a", "Failed", "late")!.Message);
    }

    [Fact]
    public void A_flood_about_one_object_is_cut_off_but_counted()
    {
        var series = Correlate("a", "Failed", "same")!;
        for (var i = 1; i < 25; i++)
        {
            Assert.NotNull(Correlate("a", "Failed", "same"));
        }

        Assert.Null(Correlate("a", "Failed", "same"));
        Assert.Null(Correlate("a", "Other", "reason"));
        Assert.NotNull(Correlate("b", "Failed", "same"));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Same(series, Correlate("a", "Failed", "same"));
        Assert.Null(Correlate("a", "Failed", "same"));
        Assert.Equal(28, series.Count);
    }

    [Fact]
    public void What_was_used_longest_ago_is_forgotten_first()
    {
        var cache = new RecentCache<string, int>(2);
        cache.Set("a", 1);
        cache.Set("b", 2);
        Assert.True(cache.TryGet("a", out _));
        cache.Set("c", 3);
        cache.Set("c", 4);

        Assert.False(cache.TryGet("b", out _));
        Assert.True(cache.TryGet("a", out var a) && cache.TryGet("c", out var c) && (a, c) == (1, 4));
        Assert.Equal(2, cache.Count);
    }

    private EventSeries? Correlate(string name, string reason, string message) =>
        _correlator.Correlate(Recorded(name, reason, message));

    private RecordedEvent Recorded(string name, string reason, string message) =>
        new(
            new()
            {
                ApiVersion = "v1",
                Kind = "ConfigMap",
                Namespace = "default",
                Name = name,
                Uid = $"u-{name}",
            },
            EventType.Warning,
            reason,
            message,
            _time.GetUtcNow()
        );
}
