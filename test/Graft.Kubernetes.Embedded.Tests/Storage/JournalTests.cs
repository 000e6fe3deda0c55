using Graft.Kubernetes.Embedded.Storage;
using Graft.Testing;
using static Graft.Kubernetes.Embedded.Tests.Storage.Things;

namespace Graft.Kubernetes.Embedded.Tests.Storage;

public sealed class JournalTests
{
    [Fact]
    public async Task What_was_stored_is_there_after_a_restart()
    {
        using var directory = new TemporaryDirectory();
        await using (var store = Open(directory))
        {
            await PutAsync(store, "a", 1);
            await PutAsync(store, "b", 1);
            var a = await PutAsync(store, "a", 2);
            await DeleteAsync(store, "b");
            Assert.Equal(3, a.ResourceVersion);
        }

        await using var again = Open(directory);

        Assert.Equal("a=2", State(again));
        Assert.Equal(4, again.Current.ResourceVersion);
        Assert.Equal(5, (await PutAsync(again, "c", 1)).ResourceVersion);
    }

    [Fact]
    public async Task A_resource_version_is_not_given_twice_though_the_last_change_was_a_deletion()
    {
        using var directory = new TemporaryDirectory();
        for (var round = 0; round < 3; round++)
        {
            await using var store = Open(directory);
            Assert.Equal(2 * round, store.Current.ResourceVersion);
            await PutAsync(store, "a", 1);
            await DeleteAsync(store, "a");
        }
    }

    [Fact]
    public async Task Watchers_take_up_after_a_restart_where_they_were()
    {
        using var directory = new TemporaryDirectory();
        await using (var store = Open(directory))
        {
            await PutAsync(store, "a", 1);
            await PutAsync(store, "a", 2);
            await PutAsync(store, "b", 1);
            await DeleteAsync(store, "a");
        }
        await using var again = Open(directory);
        var changes = new List<StoreEvent>();

        var position = Assert.NotNull(again.Log(Kind).Open(1));
        Assert.True(again.Log(Kind).TryRead(ref position, changes, out _));

        Assert.Equal(
            ["Added a 1", "Modified a 2", "Added b 3", "Deleted a 4"],
            changes.Select(change => $"{change.Type} {change.Object.Name} {change.ResourceVersion}")
        );
        Assert.Equal("2", changes[3].Object.Value["data"]!.ToString());
        Assert.Equal(2, changes[3].Previous!.ResourceVersion);
    }

    [Fact]
    public async Task A_directory_has_one_owner_at_a_time()
    {
        using var directory = new TemporaryDirectory();
        var options = new EmbeddedControlPlaneOptions { DataDirectory = directory.Path };
        await using (await EmbeddedControlPlane.StartAsync(options, TestContext.Current.CancellationToken))
        {
            var refused = await Assert.ThrowsAsync<IOException>(() =>
                EmbeddedControlPlane.StartAsync(options, TestContext.Current.CancellationToken)
            );
            Assert.Contains(directory.Path, refused.Message, StringComparison.Ordinal);
        }

        await using var next = await EmbeddedControlPlane.StartAsync(options, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nobody_sees_a_change_before_it_is_on_disk()
    {
        using var directory = new TemporaryDirectory();
        await using var store = Open(directory);
        var log = store.Log(Kind);
        for (var i = 1; i <= 200; i++)
        {
            var stored = Put(store, "a", i);
            // Whatever the writer has come to meanwhile: the log never runs ahead of what readers see.
            var logged = log.End;
            Assert.InRange(store.Durable.ResourceVersion, logged, stored.ResourceVersion);
            Assert.InRange(store.Published, 0, store.Durable.ResourceVersion);
        }
        await store.WhenDurableAsync(200, TestContext.Current.CancellationToken);
        Assert.Equal(200, store.Durable.ResourceVersion);
        Assert.Equal(200, store.Published);
        Assert.Equal(200, log.End);
    }
}
