using System.Text.Json;
using Graft.Api.Installation;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>
/// The marker and, beside it, the configuration that was in force before: together they let the next run, of whichever
/// installer, finish or undo what this one could not.
/// </summary>
internal sealed class PendingRestarts(IHostFileSystem files, AtomicFiles atomic, RuntimeDescription description)
{
    public bool IsOwed => files.Find(NodePaths.RestartPending) is not null;

    /// <summary>Handlers that other runtimes expect of the restart that is owed.</summary>
    public IReadOnlyList<string> HandlersOfOthers =>
        [.. Find()?.Handlers.Where(each => each.Key != description.Name).SelectMany(each => each.Value) ?? []];

    /// <summary>Whether the restart that is owed is also for another runtime's change.</summary>
    public bool IsShared => Find()?.Handlers.Keys.Any(runtime => runtime != description.Name) ?? false;

    /// <summary>An unreadable marker still owes a restart, of a configuration that nothing more is known about.</summary>
    public PendingRestart? Find()
    {
        if (atomic.TryRead(NodePaths.RestartPending) is not { } json)
        {
            return null;
        }
        try
        {
            return
                JsonSerializer.Deserialize(json, PendingRestartJsonContext.Default.PendingRestart) is { } pending
                && pending.Handlers.Values.All(names => names is not null && names.All(name => name is not null))
                ? pending
                : PendingRestart.Bare;
        }
        catch (JsonException)
        {
            return PendingRestart.Bare;
        }
    }

    /// <summary>Notes that a restart is owed for a configuration that is about to be written.</summary>
    /// <param name="file">The configuration as it was read.</param>
    /// <param name="written">Fingerprint of the one to be written.</param>
    /// <param name="handlers">What must be served afterwards.</param>
    public void Announce(LoadedFile file, string written, IReadOnlyList<string> handlers)
    {
        // What was in force before the first change since the last restart stays the way back.
        var pending = Find();
        if (pending is null || !pending.Written.Contains(file.Fingerprint, StringComparer.Ordinal))
        {
            if (file.Bytes is null)
            {
                atomic.DeleteIfPresent(NodePaths.PreviousConfiguration);
            }
            else
            {
                atomic.Write(NodePaths.PreviousConfiguration, file.Bytes, file.Entry!.Mode, file.Entry.Owner);
            }
            pending = PendingRestart.Bare with { HadPrevious = file.Bytes is not null };
        }
        Write(pending.With(description.Name, handlers, written));
    }

    /// <summary>Notes that a restart is owed although the configuration is as it should be.</summary>
    public void AnnounceUnchanged()
    {
        if (!IsOwed)
        {
            Write(PendingRestart.Bare);
        }
    }

    /// <summary>The configuration that was in force before; its bytes are null where there was none.</summary>
    public (bool IsKnown, byte[]? Bytes) Previous(PendingRestart pending)
    {
        var bytes = atomic.TryRead(NodePaths.PreviousConfiguration);
        return (pending.Written.Count > 0 && pending.HadPrevious == bytes is not null, bytes);
    }

    public void Settle()
    {
        // In this order: a marker alone costs one restart, a previous configuration alone could be taken for another's.
        atomic.DeleteIfPresent(NodePaths.PreviousConfiguration);
        if (atomic.DeleteIfPresent(NodePaths.RestartPending))
        {
            files.SyncDirectory(NodePaths.Records);
        }
    }

    /// <summary>Removes a way back that leads nowhere: its marker was never written, or is gone.</summary>
    public void Tidy()
    {
        if (!IsOwed)
        {
            atomic.DeleteIfPresent(NodePaths.PreviousConfiguration);
        }
    }

    private void Write(PendingRestart pending) =>
        atomic.Write(
            NodePaths.RestartPending,
            JsonSerializer.SerializeToUtf8Bytes(pending, PendingRestartJsonContext.Default.PendingRestart),
            FileModes.Plain,
            owner: null
        );
}
