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
            return
                atomic.TryRead(NodePaths.RecordOf(handler)) is { } json
                && JsonSerializer.Deserialize(json, RecordJsonContext.Default.InstallationRecord) is { } record
                && record.Handler == handler
                && record.Paths.All(path => path is not null && HostPath.TryParse(path, out _))
                ? record
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

    /// <summary>Every record of the runtime, also of handlers that its description does not have any more.</summary>
    public IReadOnlyList<InstallationRecord> OfRuntime() =>
        [.. OfNode().Where(record => record.Runtime == description.Name)];

    /// <summary>Whether any runtime's installer has written a table into containerd's configuration.</summary>
    public bool HasAnyTable => OfNode().Any(record => record.Table is not null);

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
            return
                atomic.TryRead(NodePaths.OutcomeOf(description.Name)) is { } json
                && JsonSerializer.Deserialize(json, RecordJsonContext.Default.FailureRecord) is { } failure
                && failure.Message is not null
                && Enum.IsDefined(failure.Kind)
                ? failure
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

    private IEnumerable<InstallationRecord> OfNode() =>
        files
            .List(NodePaths.Records)
            .Where(name => name.EndsWith(NodePaths.RecordSuffix, StringComparison.Ordinal) && !name.StartsWith('.'))
            .Select(name => Find(name[..^NodePaths.RecordSuffix.Length]))
            .OfType<InstallationRecord>();

    /// <summary>Whether the directory of the records is there; before the first installation it is not.</summary>
    public bool Exists => files.FindTarget(NodePaths.Records) is not null;
}
