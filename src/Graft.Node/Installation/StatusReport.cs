using Graft.Api.Installation;
using Graft.Node.Containerd;
using Graft.Node.Hosts;
using Graft.Node.Toml;

namespace Graft.Node.Installation;

/// <summary>Says in one line whether the runtime is installed and served, without touching anything.</summary>
internal sealed class StatusReport(NodeSession node)
{
    public Task<Outcome> ReadAsync(CancellationToken ct) => NodeSession.GuardAsync(() => CheckAsync(ct));

    /// <summary>The opposite question: whether nothing of the runtime is left; if not, which pods keep it.</summary>
    public Task<Outcome> ReadAbsenceAsync(CancellationToken ct) =>
        NodeSession.GuardAsync(async () =>
        {
            var handlers = node
                .Records.All()
                .Where(record => !record.IsUnmanaged)
                .Select(record => record.Handler)
                .ToList();
            if (handlers.Count == 0)
            {
                return new Outcome(OutcomeKind.Done, $"ready: {node.Runtime.Name} is not installed");
            }
            var users = await new SandboxUse(node).DescribeAsync(handlers, ct);
            return NotReady($"handler {handlers[0]} is still installed{(users is null ? "" : $"; {users}")}");
        });

    public static string ReadyMessage(RuntimeDescription runtime, IReadOnlyList<InstallationRecord> records)
    {
        var handlers = string.Join(", ", records.Select(Describe));
        var versions = records
            .Where(record => !record.IsUnmanaged)
            .Select(record => record.Version)
            .Distinct(StringComparer.Ordinal);
        return $"ready: {string.Join(' ', [runtime.Name, .. versions])} ({handlers}) is installed and served";
    }

    private static string Describe(InstallationRecord record) =>
        record.IsUnmanaged ? $"{record.Handler} {record.Version}" : record.Handler;

    private async Task<Outcome> CheckAsync(CancellationToken ct)
    {
        var failure = node.Records.FindFailure();
        var records = node.Records.All();
        var missing = node.Runtime.Handlers.FirstOrDefault(handler =>
            !records.Any(record => record.Handler == handler.Name && record.Version is not null)
        );
        if (missing is not null)
        {
            return NotReady(
                failure?.Message ?? await UnfitnessAsync(ct) ?? $"handler {missing.Name} is not installed yet"
            );
        }
        if ((ProblemOfFiles(records) ?? await ProblemOfServiceAsync(records, ct)) is { } problem)
        {
            return NotReady(failure?.Message ?? problem);
        }
        var isOld = records.Any(record => !record.IsUnmanaged && record.Version != node.Runtime.Version);
        var upgrade = isOld ? $"; version {node.Runtime.Version} is not: {failure?.Message ?? "not yet"}" : "";
        return new Outcome(OutcomeKind.Done, ReadyMessage(node.Runtime, records) + upgrade);
    }

    /// <summary>
    /// Why nothing can be installed. A node that is unfit gets not even a record of that, so it is looked at once more.
    /// </summary>
    private async Task<string?> UnfitnessAsync(CancellationToken ct)
    {
        try
        {
            await node.Preflight.CheckAsync(node.Pending.IsOwed, ct);
            return null;
        }
        catch (InstallationException exception)
        {
            return exception.Message;
        }
    }

    private string? ProblemOfFiles(IReadOnlyList<InstallationRecord> records)
    {
        if (node.Pending.IsOwed)
        {
            return "a restart of containerd is owed";
        }
        var configuration = node.Configuration.Peek().Configuration;
        foreach (var record in records.Where(record => !record.IsUnmanaged))
        {
            var wanted = HandlerTable.FromText(record.Table ?? "") ?? new TomlTable();
            if (configuration.Find(record.Handler) is not { } table || !HandlerTable.Contains(table, wanted))
            {
                return $"{NodePaths.Configuration} does not have handler {record.Handler} as it was written";
            }
            // An upgrade that got no further than the files leaves the handler working, with the new ones.
            var replaced = record.Attempted ?? [];
            var lost = record
                .Sizes.FirstOrDefault(file =>
                    !IsThere(file.Key, replaced.Contains(file.Key, StringComparer.Ordinal) ? null : file.Value)
                )
                .Key;
            lost ??= record.Links.Keys.FirstOrDefault(link => node.Files.FindTarget(HostPath.Parse(link)) is null);
            lost ??= record.Bundles.FirstOrDefault(bundle => node.Files.FindTarget(HostPath.Parse(bundle)) is null);
            if (lost is not null)
            {
                return $"{lost} is missing or was changed";
            }
        }
        return null;
    }

    private bool IsThere(string path, long? size) =>
        node.Files.FindTarget(HostPath.Parse(path)) is { Kind: HostEntryKind.File } entry
        && (size is null || entry.Size == size);

    private async Task<string?> ProblemOfServiceAsync(IReadOnlyList<InstallationRecord> records, CancellationToken ct)
    {
        foreach (var record in records)
        {
            if (!await node.Verifier.IsServedAsync(record.Handler, ct))
            {
                return $"containerd does not serve handler {record.Handler}";
            }
        }
        return null;
    }

    private static Outcome NotReady(string problem) => new(OutcomeKind.NotReady, $"not ready: {problem}");
}
