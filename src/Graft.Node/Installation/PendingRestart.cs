using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>What the marker <c>/var/lib/graft/restart-pending</c> says.</summary>
/// <param name="Written">Fingerprint of the configuration that waits for the restart; null where it was not changed.</param>
/// <param name="HadPrevious">Whether there was a configuration before.</param>
internal sealed record PendingRestart(string? Written, bool HadPrevious);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PendingRestart))]
internal sealed partial class PendingRestartJsonContext : JsonSerializerContext;

/// <summary>
/// The marker and, beside it, the configuration that was in force before: together they let the next run, of whichever
/// installer, finish or undo what this one could not.
/// </summary>
internal sealed class PendingRestarts(IHostFileSystem files, AtomicFiles atomic)
{
    public bool IsOwed => files.Find(NodePaths.RestartPending) is not null;

    /// <summary>An unreadable marker still owes a restart, of a configuration that nothing more is known about.</summary>
    public PendingRestart? Find()
    {
        if (atomic.TryRead(NodePaths.RestartPending) is not { } json)
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize(json, PendingRestartJsonContext.Default.PendingRestart);
        }
        catch (JsonException)
        {
            return new PendingRestart(null, HadPrevious: false);
        }
    }

    /// <summary>Notes that a restart is owed for a configuration that is about to be written.</summary>
    public void Announce(LoadedFile file, string written)
    {
        // After a crash, what was in force before the crashed change stays the way back.
        var isOurs = Find() is { Written: { } earlier } && earlier == file.Fingerprint;
        if (!isOurs)
        {
            if (file.Bytes is null)
            {
                atomic.DeleteIfPresent(NodePaths.PreviousConfiguration);
            }
            else
            {
                atomic.Write(NodePaths.PreviousConfiguration, file.Bytes, file.Entry!.Mode, file.Entry.Owner);
            }
        }
        var hadPrevious = isOurs ? Find()!.HadPrevious : file.Bytes is not null;
        Write(new PendingRestart(written, hadPrevious));
    }

    /// <summary>Notes that a restart is owed although the configuration is as it should be.</summary>
    public void AnnounceUnchanged()
    {
        if (!IsOwed)
        {
            Write(new PendingRestart(null, HadPrevious: false));
        }
    }

    /// <summary>The configuration that was in force before; its bytes are null where there was none.</summary>
    public (bool IsKnown, byte[]? Bytes) Previous(PendingRestart pending)
    {
        var bytes = atomic.TryRead(NodePaths.PreviousConfiguration);
        return (pending.Written is not null && pending.HadPrevious == bytes is not null, bytes);
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

    private void Write(PendingRestart pending) =>
        atomic.Write(
            NodePaths.RestartPending,
            JsonSerializer.SerializeToUtf8Bytes(pending, PendingRestartJsonContext.Default.PendingRestart),
            FileModes.Plain,
            owner: null
        );
}
