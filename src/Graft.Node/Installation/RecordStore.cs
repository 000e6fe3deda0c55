using System.Text.Json;
using Graft.Api.Installation;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>Reads and writes the records of one runtime. An unreadable record counts as none; it is written anew.</summary>
internal sealed class RecordStore(IHostFileSystem files, AtomicFiles atomic, RuntimeDescription description)
{
    public InstallationRecord? Find(string handler)
    {
        try
        {
            return atomic.TryRead(NodePaths.RecordOf(handler)) is { } json
                ? JsonSerializer.Deserialize(json, RecordJsonContext.Default.InstallationRecord)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The records of all handlers of the runtime that have one.</summary>
    public IReadOnlyList<InstallationRecord> All() =>
        [.. description.Handlers.Select(handler => Find(handler.Name)).OfType<InstallationRecord>()];

    public bool Owns(HostPath path) => All().Any(record => record.Owns(path.Value));

    public void Save(InstallationRecord record) =>
        atomic.Write(
            NodePaths.RecordOf(record.Handler),
            JsonSerializer.SerializeToUtf8Bytes(record, RecordJsonContext.Default.InstallationRecord),
            FileModes.Plain,
            owner: null
        );

    public void Delete(string handler) => atomic.DeleteIfPresent(NodePaths.RecordOf(handler));

    public FailureRecord? FindFailure()
    {
        try
        {
            return atomic.TryRead(NodePaths.OutcomeOf(description.Name)) is { } json
                ? JsonSerializer.Deserialize(json, RecordJsonContext.Default.FailureRecord)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void SaveFailure(FailureRecord failure) =>
        atomic.Write(
            NodePaths.OutcomeOf(description.Name),
            JsonSerializer.SerializeToUtf8Bytes(failure, RecordJsonContext.Default.FailureRecord),
            FileModes.Plain,
            owner: null
        );

    public void ClearFailure() => atomic.DeleteIfPresent(NodePaths.OutcomeOf(description.Name));

    /// <summary>Whether the directory of the records is there; before the first installation it is not.</summary>
    public bool Exists => files.FindTarget(NodePaths.Records) is not null;
}
