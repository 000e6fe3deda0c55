using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Tests.Storage;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Rest;

public sealed class PageSnapshotsTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly ObjectStore _store = new(historyLimit: 100, journal: null);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void States_of_abandoned_lists_go_without_anybody_asking()
    {
        using var pages = new PageSnapshots(_store, _time);
        Things.Put(_store, "a", 1);
        pages.Keep(_store.Durable);
        Assert.Equal(1, pages.Count);

        _time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(0, pages.Count);
    }

    [Fact]
    public void A_state_is_found_until_it_is_five_minutes_old()
    {
        using var pages = new PageSnapshots(_store, _time);
        Things.Put(_store, "a", 1);
        var version = pages.Keep(_store.Durable);
        Things.Put(_store, "a", 2);

        _time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal("1", pages.Find(version)!.Find(Things.Kind, "", "a")!.Value["data"]!.ToString());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(pages.Find(version));
    }

    [Fact]
    public void Old_states_go_early_when_much_has_changed_since()
    {
        using var pages = new PageSnapshots(_store, _time) { CostLimit = 10_000 };
        var padding = new string('x', 1000);
        Things.Put(_store, "a", padding);
        var first = pages.Keep(_store.Durable);
        for (var i = 0; i < 9; i++)
        {
            Things.Put(_store, "a", padding + i);
        }
        var second = pages.Keep(_store.Durable);
        Assert.NotNull(pages.Find(first));

        Things.Put(_store, "a", padding);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(pages.Find(first));
        Assert.NotNull(pages.Find(second));
    }
}
