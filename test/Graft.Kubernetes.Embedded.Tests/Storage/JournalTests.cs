using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Storage;

public sealed class JournalTests
{
    private static readonly GroupResource Things = new("example.com", "things");

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart()
    {
        using var directory = new TemporaryDirectory();
        await using (var store = Open(directory))
        {
            await PutAsync(store, "a", 1);
            await PutAsync(store, "b", 1);
            var a = await PutAsync(store, "a", 2);
            var deleted = store.Delete(store.Find(Things, "", "b")!, Value("b", 1))!;
            await store.WhenDurableAsync(deleted.ResourceVersion, TestContext.Current.CancellationToken);
            Assert.Equal(3, a.ResourceVersion);
        }

        await using var again = Open(directory);

        Assert.Equal(["a=2"], State(again));
        Assert.Equal(4, again.Current.ResourceVersion);
        Assert.Equal(5, (await PutAsync(again, "c", 1)).ResourceVersion);
    }

    [Fact]
    public async Task A_file_cut_off_at_any_byte_loses_only_what_came_last()
    {
        using var directory = new TemporaryDirectory();
        await using (var store = Open(directory))
        {
            for (var i = 1; i <= 3; i++)
            {
                await PutAsync(store, "a", i);
            }
        }
        var file = Assert.Single(Directory.GetFiles(directory.Path));
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var seen = new List<string>();
        var emptyState = whole.Length;
        for (var length = whole.Length; length >= 30; length--)
        {
            await File.WriteAllBytesAsync(file, whole[..length], TestContext.Current.CancellationToken);
            await using var store = Open(directory);
            seen.Add(string.Join(' ', State(store)));
            file = Assert.Single(Directory.GetFiles(directory.Path));
            if (seen[^1].Length == 0)
            {
                emptyState = length;
                break;
            }
        }

        Assert.Equal(["a=3", "a=2", "a=1", ""], seen.Distinct());
        Assert.InRange(emptyState, 1, whole.Length);
    }

    [Fact]
    public async Task A_record_with_a_changed_byte_ends_what_is_believed()
    {
        using var directory = new TemporaryDirectory();
        await using (var store = Open(directory))
        {
            await PutAsync(store, "a", 1);
            await PutAsync(store, "a", 2);
        }
        var file = Assert.Single(Directory.GetFiles(directory.Path));
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^3] ^= 0x40;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        await using var again = Open(directory);

        Assert.Equal(["a=1"], State(again));
    }

    [Fact]
    public async Task Files_stay_small_however_much_is_written()
    {
        using var directory = new TemporaryDirectory();
        await using (var store = Open(directory, limit: 10_000))
        {
            for (var i = 1; i <= 500; i++)
            {
                await PutAsync(store, "a", i);
            }
        }

        var file = Assert.Single(Directory.GetFiles(directory.Path));
        await using var again = Open(directory);

        Assert.InRange(new FileInfo(file).Length, 1, 12_000);
        Assert.Equal(["a=500"], State(again));
        Assert.Equal(500, again.Current.ResourceVersion);
    }

    private static ObjectStore Open(TemporaryDirectory directory, long limit = 1 << 20) =>
        new(100, new Journal(directory.Path, limit));

    private static async Task<StoredObject> PutAsync(ObjectStore store, string name, int data)
    {
        var stored = store.Put(Things, store.Find(Things, "", name), Value(name, data))!;
        await store.WhenDurableAsync(stored.ResourceVersion, TestContext.Current.CancellationToken);
        return stored;
    }

    private static JsonObject Value(string name, int data) =>
        new()
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = data,
        };

    private static IEnumerable<string> State(ObjectStore store) =>
        store.Current.List(Things).Select(value => $"{value.Name}={value.Value["data"]}");
}
