using System.Text;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Tests.Storage;

public sealed class WatchLogTests
{
    [Fact]
    public void A_watcher_that_falls_behind_the_number_of_changes_is_told_so()
    {
        var log = new WatchLog(capacity: 10, bytes: long.MaxValue, floor: 0);
        var position = log.Open(0)!.Value;
        Append(log, count: 11, size: 100);

        Assert.False(log.TryRead(ref position, [], out _));
        Assert.Null(log.Open(0));
        Assert.NotNull(log.Open(1));
    }

    [Fact]
    public void Large_objects_are_remembered_for_a_shorter_time()
    {
        var log = new WatchLog(capacity: 1000, bytes: 1_000_000, floor: 0);
        Append(log, count: 100, size: 100_000);

        Assert.Null(log.Open(89));
        Assert.NotNull(log.Open(90));
    }

    [Fact]
    public void The_last_change_is_kept_whatever_its_size()
    {
        var log = new WatchLog(capacity: 1000, bytes: 10, floor: 0);
        Append(log, count: 3, size: 500);
        var changes = new List<StoreEvent>();

        var position = log.Open(2)!.Value;

        Assert.True(log.TryRead(ref position, changes, out _));
        Assert.Equal(3, Assert.Single(changes).ResourceVersion);
    }

    [Fact]
    public void What_is_forgotten_is_not_held_in_memory()
    {
        var log = new WatchLog(capacity: 1000, bytes: 10, floor: 0);
        var first = AppendAndForget(log);

        GC.Collect();

        Assert.False(first.TryGetTarget(out _));
        GC.KeepAlive(log);
    }

    [Fact]
    public void A_long_backlog_is_read_piece_by_piece_and_in_order()
    {
        var log = new WatchLog(capacity: 1000, bytes: long.MaxValue, floor: 0);
        Append(log, count: 200, size: 100);
        var position = log.Open(0)!.Value;
        var seen = new List<long>();
        var piece = new List<StoreEvent>();
        do
        {
            piece.Clear();
            Assert.True(log.TryRead(ref position, piece, out _));
            Assert.InRange(piece.Count, 0, 64);
            seen.AddRange(piece.Select(change => change.ResourceVersion));
        } while (piece.Count > 0);

        Assert.Equal(Enumerable.Range(1, 200).Select(version => (long)version), seen);
    }

    private static WeakReference<StoreEvent> AppendAndForget(WatchLog log)
    {
        var first = Change(1, 100);
        log.Append(first);
        log.Append(Change(2, 100));
        return new WeakReference<StoreEvent>(first);
    }

    private static void Append(WatchLog log, int count, int size)
    {
        for (var version = 1; version <= count; version++)
        {
            log.Append(Change(version, size));
        }
    }

    private static StoreEvent Change(int version, int size)
    {
        var json = $$$"""{"metadata":{"name":"a","resourceVersion":"{{{version}}}"}}""";
        var stored = new StoredObject(Things.Kind, Encoding.UTF8.GetBytes(json.PadRight(size)));
        return new StoreEvent(StoreEventType.Modified, stored, null);
    }
}
