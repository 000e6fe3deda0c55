using System.Buffers.Binary;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Testing;
using static Graft.Kubernetes.Embedded.Tests.Storage.Things;

namespace Graft.Kubernetes.Embedded.Tests.Storage;

/// <summary>What of a journal is believed when its file is not as it was written.</summary>
public sealed class JournalDamageTests
{
    /// <summary>The state after each of the four changes that <see cref="WriteAsync"/> makes, and before.</summary>
    private static readonly string[] States = ["", "a=1", "a=1 b=1", "a=2 b=1", "a=2"];

    [Fact]
    public async Task A_file_cut_off_at_any_byte_loses_only_what_came_last()
    {
        using var directory = new TemporaryDirectory();
        var whole = await WriteAsync(directory);
        var ends = RecordEnds(whole);
        var path = FileOf(directory);
        for (var length = 0; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(path, whole[..length], TestContext.Current.CancellationToken);
            if (length < ends[0])
            {
                AssertRefused(directory, path, 0);
                continue;
            }
            await using (var store = Open(directory))
            {
                var kept = ends.Count(end => end <= length) - 1;
                Assert.Equal(States[kept], State(store));
                Assert.Equal(kept, store.Current.ResourceVersion);
            }
            Assert.Equal(ends.Last(end => end <= length), new FileInfo(path).Length);
        }
    }

    [Fact]
    public async Task Any_changed_byte_is_found()
    {
        using var directory = new TemporaryDirectory();
        var whole = await WriteAsync(directory);
        var ends = RecordEnds(whole);
        var path = FileOf(directory);
        for (var changed = 0; changed < whole.Length; changed++)
        {
            foreach (var mask in (byte[])[0x01, 0x40, 0xFF])
            {
                var bytes = (byte[])whole.Clone();
                bytes[changed] ^= mask;
                File.WriteAllBytes(path, bytes);
                if (changed < ends[^2])
                {
                    // A later batch was begun, so this one had been confirmed.
                    AssertRefused(directory, path, ends.LastOrDefault(end => end <= changed));
                    Assert.Equal(bytes, File.ReadAllBytes(path));
                    continue;
                }
                // The last batch looks as one that was never finished.
                await using var store = Open(directory);
                Assert.Equal(States[^2], State(store));
            }
        }
    }

    [Fact]
    public async Task What_follows_a_cut_off_end_is_kept()
    {
        using var directory = new TemporaryDirectory();
        var whole = await WriteAsync(directory);
        await File.WriteAllBytesAsync(FileOf(directory), whole[..^5], TestContext.Current.CancellationToken);
        await using (var store = Open(directory))
        {
            await PutAsync(store, "c", 1);
        }

        await using var again = Open(directory);

        Assert.Equal("a=2 b=1 c=1", State(again));
        Assert.Equal(4, again.Current.ResourceVersion);
    }

    [Fact]
    public async Task An_unfinished_batch_may_have_holes()
    {
        using var directory = new TemporaryDirectory();
        var whole = await WriteAsync(directory);
        var ends = RecordEnds(whole);
        // The disk took the second half of a batch of two first: only the first record of a batch has the flag.
        var first = JournalBytes(new StoreEvent(StoreEventType.Added, Stored("c", 5), null), startsBatch: true);
        var second = JournalBytes(new StoreEvent(StoreEventType.Added, Stored("d", 6), null), startsBatch: false);
        byte[] torn = [.. whole, .. new byte[first.Length], .. second];
        await File.WriteAllBytesAsync(FileOf(directory), torn, TestContext.Current.CancellationToken);

        await using var store = Open(directory);

        Assert.Equal(States[^1], State(store));
        Assert.Equal(ends[^1], new FileInfo(FileOf(directory)).Length);
    }

    [Fact]
    public async Task Zeros_at_the_end_are_no_damage()
    {
        using var directory = new TemporaryDirectory();
        var whole = await WriteAsync(directory);
        byte[] longer = [.. whole, .. new byte[5000]];
        await File.WriteAllBytesAsync(FileOf(directory), longer, TestContext.Current.CancellationToken);

        await using var store = Open(directory);

        Assert.Equal(States[^1], State(store));
    }

    [Fact]
    public async Task An_object_cannot_pass_for_a_batch()
    {
        using var directory = new TemporaryDirectory();
        var forged = JournalBytes(new StoreEvent(StoreEventType.Added, Stored("z", 99), null), startsBatch: true);
        var text = new string([.. forged.Select(single => (char)single)]);
        await using (var store = Open(directory))
        {
            await PutAsync(store, "a", 1);
            await PutAsync(store, "b", text);
        }
        var whole = await File.ReadAllBytesAsync(FileOf(directory), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(FileOf(directory), whole[..^1], TestContext.Current.CancellationToken);

        await using var again = Open(directory);

        Assert.Equal("a=1", State(again));
    }

    /// <summary>Four batches of one change each.</summary>
    private static async Task<byte[]> WriteAsync(TemporaryDirectory directory)
    {
        await using (var store = Open(directory))
        {
            await PutAsync(store, "a", 1);
            await PutAsync(store, "b", 1);
            await PutAsync(store, "a", 2);
            await DeleteAsync(store, "b");
        }
        return await File.ReadAllBytesAsync(FileOf(directory), TestContext.Current.CancellationToken);
    }

    /// <summary>Where the records end; the first is the end of the empty state.</summary>
    private static List<int> RecordEnds(byte[] bytes)
    {
        var ends = new List<int>();
        for (var end = 0; end < bytes.Length; ends.Add(end))
        {
            end += JournalRecord.HeaderLength + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(end));
        }
        return ends;
    }

    private static void AssertRefused(TemporaryDirectory directory, string path, long offset)
    {
        var damage = Assert.Throws<JournalDamagedException>(() => Open(directory));
        Assert.Equal((path, offset), (damage.Path, damage.Offset));
        Assert.Contains($"{path}: damaged at byte {offset}:", damage.Message, StringComparison.Ordinal);
    }

    private static StoredObject Stored(string name, long version)
    {
        var value = Value(name, 1);
        value["metadata"]!["resourceVersion"] = $"{version}";
        return new StoredObject(Kind, System.Text.Encoding.UTF8.GetBytes(value.ToJsonString()));
    }

    private static byte[] JournalBytes(StoreEvent change, bool startsBatch)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        (JournalRecord.Of(change) with { StartsBatch = startsBatch }).WriteTo(output);
        return output.WrittenSpan.ToArray();
    }
}
