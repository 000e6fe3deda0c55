using Graft.Kubernetes.Embedded.Storage;
using Graft.Testing;
using static Graft.Kubernetes.Embedded.Tests.Storage.Things;

namespace Graft.Kubernetes.Embedded.Tests.Storage;

public sealed class JournalCompactionTests
{
    [Fact]
    public async Task Files_stay_small_however_much_is_written()
    {
        using var directory = new TemporaryDirectory();
        var longest = 0L;
        await using (var store = Open(directory, limit: 10_000))
        {
            for (var i = 1; i <= 2000; i++)
            {
                await PutAsync(store, "a", i);
                longest = Math.Max(longest, SizeOf(directory));
            }
        }

        await using var again = Open(directory);

        // Some 120 bytes each: without new files it would be 240,000. While one is made, the old one is there too.
        Assert.InRange(longest, 10_000, 60_000);
        Assert.InRange(SizeOf(directory), 1, 30_000);
        Assert.Equal("a=2000", State(again));
        Assert.Equal(2000, again.Current.ResourceVersion);
    }

    [Fact]
    public async Task Files_stay_small_though_no_process_lives_long()
    {
        using var directory = new TemporaryDirectory();
        for (var i = 1; i <= 400; i++)
        {
            await using var store = Open(directory, limit: 5_000);
            await PutAsync(store, "a", i);
        }

        Assert.InRange(SizeOf(directory), 1, 10_000);
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_write_while_new_files_are_begun()
    {
        using var directory = new TemporaryDirectory();
        var cancel = TestContext.Current.CancellationToken;
        var padding = new string('x', 2000);
        await using (var store = Open(directory, limit: 50_000))
        {
            await Task.WhenAll(
                Enumerable.Range(0, 8).Select(writer => Task.Run(() => WriteAsync(store, writer), cancel))
            );
        }

        await using var again = Open(directory);

        Assert.Equal(8 * 100, again.Current.List(Kind).Count());
        Assert.Equal(8 * 200, again.Current.ResourceVersion);
        Assert.All(again.Current.List(Kind), value => Assert.Equal(padding + "2", value.Value["data"]!.ToString()));

        async Task WriteAsync(ObjectStore store, int writer)
        {
            for (var i = 0; i < 100; i++)
            {
                await PutAsync(store, $"{writer}-{i}", padding + "1");
                await PutAsync(store, $"{writer}-{i}", padding + "2");
            }
        }
    }

    [Fact]
    public async Task A_process_that_ended_while_it_made_a_new_file_goes_on_with_the_old_one()
    {
        using var directory = new TemporaryDirectory();
        await using (var store = Open(directory))
        {
            await PutAsync(store, "a", 1);
        }
        var unfinished = Path.Combine(directory.Path, "state-00000002.journal.tmp");
        await File.WriteAllTextAsync(unfinished, "half of a state", TestContext.Current.CancellationToken);

        await using var again = Open(directory);

        Assert.Equal("a=1", State(again));
        Assert.False(File.Exists(unfinished));
    }

    [Fact]
    public async Task A_process_that_ended_before_it_removed_the_old_file_goes_on_with_the_new_one()
    {
        using var directory = new TemporaryDirectory();
        byte[] old;
        await using (var store = Open(directory))
        {
            await PutAsync(store, "a", 1);
            old = await File.ReadAllBytesAsync(FileOf(directory), TestContext.Current.CancellationToken);
            await PutAsync(store, "a", 2);
        }
        var path = FileOf(directory);
        File.Move(path, path.Replace("00000001", "00000002", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(path, old, TestContext.Current.CancellationToken);

        await using var again = Open(directory);

        Assert.Equal("a=2", State(again));
        Assert.EndsWith("00000002.journal", FileOf(directory), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_file_that_cannot_be_made_is_no_fault_of_the_writers()
    {
        using var directory = new TemporaryDirectory();
        // Nothing can be written where a directory has the name.
        Directory.CreateDirectory(Path.Combine(directory.Path, "state-00000002.journal.tmp"));
        await using (var store = Open(directory, limit: 1_000))
        {
            for (var i = 1; i <= 50; i++)
            {
                await PutAsync(store, "a", i);
            }
        }

        await using var again = Open(directory);

        Assert.Equal("a=50", State(again));
    }

    private static long SizeOf(TemporaryDirectory directory)
    {
        var size = 0L;
        foreach (var file in new DirectoryInfo(directory.Path).EnumerateFiles())
        {
            try
            {
                size += file.Length;
            }
            catch (FileNotFoundException)
            {
                // It made room between the listing and the look.
            }
        }
        return size;
    }
}
