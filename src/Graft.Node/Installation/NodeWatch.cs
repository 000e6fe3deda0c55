using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>Waits until it is time to look again: some time has passed, or a file that matters has changed.</summary>
internal sealed class NodeWatch(IHostFileSystem files, InstallationOptions options, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    // Writers come in bursts; a look in the middle of one would only be repeated.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);

    // Attempts change the configuration and put it back: installers that fail must not keep waking each other.
    private static readonly TimeSpan LeastAfterFailure = TimeSpan.FromSeconds(10);

    /// <summary>After a success: whatever is not as it was left is looked at.</summary>
    public async Task WaitForDriftAsync(CancellationToken ct)
    {
        var directory = TryFind(() => files.LocalPath(NodePaths.Configuration.Parent));
        var binaries = TryFind(() => files.LocalPath(HostPath.Parse(options.Runtime.BinPath)));
        if (await WaitAsync([(directory, "*"), (binaries, "*")], Interval, ct))
        {
            await Task.Delay(Settling, time, ct);
        }
    }

    /// <summary>After a failure: the delay, cut short when the configuration or the content have changed.</summary>
    public async Task WaitForRetryAsync(TimeSpan delay, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var configuration = TryFind(() => files.LocalPath(NodePaths.Configuration));
        var place = (Path.GetDirectoryName(configuration), Path.GetFileName(configuration) ?? "*");
        if (await WaitAsync([place, (options.Content, "*")], delay, ct))
        {
            var rest = LeastAfterFailure - time.GetElapsedTime(start);
            await Task.Delay(rest > Settling ? rest : Settling, time, ct);
        }
    }

    /// <returns>Whether something has changed; false where the time is over.</returns>
    private async Task<bool> WaitAsync(
        IReadOnlyList<(string? Directory, string Names)> places,
        TimeSpan longest,
        CancellationToken ct
    )
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watchers = places
            .Where(place => Directory.Exists(place.Directory))
            .Select(place => TryWatch(place.Directory!, place.Names, changed))
            .OfType<FileSystemWatcher>()
            .ToList();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var first = await Task.WhenAny(changed.Task, Task.Delay(longest, time, limit.Token));
            await limit.CancelAsync();
            ct.ThrowIfCancellationRequested();
            return first == changed.Task;
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    /// <summary>Null where the path cannot be followed, such as in a circle of links: the interval serves alone.</summary>
    private static string? TryFind(Func<string> find)
    {
        try
        {
            return find();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Null where the kernel has no watch left for this user, as on crowded nodes: the interval serves alone.</summary>
    private static FileSystemWatcher? TryWatch(string directory, string names, TaskCompletionSource changed)
    {
        var watcher = new FileSystemWatcher(directory, names);
        try
        {
            Watch(watcher, changed);
            return watcher;
        }
        catch (IOException)
        {
            watcher.Dispose();
            return null;
        }
    }

    private static void Watch(FileSystemWatcher watcher, TaskCompletionSource changed)
    {
        watcher.Changed += (_, _) => changed.TrySetResult();
        watcher.Created += (_, _) => changed.TrySetResult();
        watcher.Deleted += (_, _) => changed.TrySetResult();
        watcher.Renamed += (_, _) => changed.TrySetResult();
        // What was lost may have been a change.
        watcher.Error += (_, _) => changed.TrySetResult();
        watcher.EnableRaisingEvents = true;
    }
}
