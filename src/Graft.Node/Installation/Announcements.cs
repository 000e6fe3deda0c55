using Graft.Api.Installation;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>
/// Says to the other installers on the node that this one is about to change containerd's configuration, so that one
/// restart serves all. An announcement is a lock on a file of its own: it ends with the process, however that ends.
/// </summary>
internal sealed class Announcements(IHostFileSystem files, RuntimeDescription description, TimeProvider time)
{
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Stands until it is disposed. Without it all is right too, with one more restart; so nothing here fails.</summary>
    public async Task<IDisposable?> AnnounceAsync(CancellationToken ct)
    {
        var path = NodePaths.AnnouncementOf(description.Name);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (TryLock(path) is { } held)
            {
                if (files.Find(path) is not null)
                {
                    return new Announcement(this, path, held);
                }
                // Whoever had it before removed it after it was opened here.
                held.Dispose();
            }
            else
            {
                await Task.Delay(Pause, time, ct);
            }
        }
        return null;
    }

    /// <summary>Whether an installer that lives has announced itself. What dead ones have left is removed.</summary>
    public bool IsAnyStanding()
    {
        foreach (var path in files.List(NodePaths.Announcements).Where(NodePaths.IsAnnouncement).Select(PathOf))
        {
            if (files.Find(path) is not { Kind: HostEntryKind.File })
            {
                // Whatever it is, no installer has it.
                continue;
            }
            if (TryLock(path) is not { } held)
            {
                return true;
            }
            Remove(path, held);
        }
        return false;
    }

    private static HostPath PathOf(string name) => NodePaths.Announcements.Join(name);

    private IDisposable? TryLock(HostPath path)
    {
        try
        {
            return files.TryLock(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Remove(HostPath path, IDisposable held)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without its lock the file says nothing any more.
        }
        finally
        {
            held.Dispose();
        }
    }

    private sealed class Announcement(Announcements owner, HostPath path, IDisposable held) : IDisposable
    {
        public void Dispose() => owner.Remove(path, held);
    }
}
