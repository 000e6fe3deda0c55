using Graft.Api.Installation;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>Waits until it is time to look again: a minute has passed, or a file that matters has changed.</summary>
internal sealed class NodeWatch(IHostFileSystem files, RuntimeDescription description, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    // Writers come in bursts; a look in the middle of one would only be repeated.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);

    public async Task WaitAsync(CancellationToken ct)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watchers = new List<FileSystemWatcher>();
        try
        {
            HostPath[] directories = [NodePaths.Configuration.Parent, HostPath.Parse(description.BinPath)];
            foreach (var local in directories.Select(files.LocalPath).Where(Directory.Exists))
            {
                watchers.Add(Watch(local, changed));
            }
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var interval = Task.Delay(Interval, time, limit.Token);
            if (await Task.WhenAny(changed.Task, interval) == changed.Task)
            {
                await Task.Delay(Settling, time, ct);
            }
            await limit.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    private static FileSystemWatcher Watch(string directory, TaskCompletionSource changed)
    {
        var watcher = new FileSystemWatcher(directory);
        watcher.Changed += (_, _) => changed.TrySetResult();
        watcher.Created += (_, _) => changed.TrySetResult();
        watcher.Deleted += (_, _) => changed.TrySetResult();
        watcher.Renamed += (_, _) => changed.TrySetResult();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }
}
