using Graft.Node.Containerd;
using Graft.Node.Hosts;
using Microsoft.Extensions.Logging;

namespace Graft.Node.Installation;

/// <summary>
/// Takes the runtime off the node: only while no sandbox uses it; first the tables and one restart, files last.
/// </summary>
internal sealed partial class Uninstaller(NodeSession node)
{
    public async Task<Outcome> RemoveAsync(CancellationToken ct)
    {
        var outcome = await NodeSession.GuardAsync(() => AttemptAsync(ct));
        Log.Ended(node.Log, node.Runtime.Name, outcome.Message);
        return outcome;
    }

    private async Task<Outcome> AttemptAsync(CancellationToken ct)
    {
        if (!node.Records.Exists)
        {
            return Gone();
        }
        node.Places.Check();
        using var held = await node.Lock.AcquireAsync(ct);
        var records = node.Records.OfRuntime();
        if (records.Count == 0)
        {
            return Gone();
        }
        var unit = await node.Containerd.ShowAsync(ct);
        var handlers = records.Where(record => !record.IsUnmanaged).Select(record => record.Handler).ToList();
        await RefuseWhileInUseAsync(handlers, ct);
        var version = await node.Containerd.VersionAsync(unit, ct);
        var facts = new NodeFacts(unit, version, BinaryDirectory.Choose(node.Files, node.Runtime));
        await RemoveTablesAsync(records, facts, ct);
        foreach (var record in records)
        {
            RemoveFiles(record);
            RemoveAttempted(record, facts.Binaries);
        }
        node.Pending.Tidy();
        node.Stale.Remove(facts.Binaries);
        node.Records.ClearFailure();
        // Last: as long as there is a record, an interrupted removal is taken up again.
        foreach (var record in records)
        {
            node.Records.Delete(record.Handler);
        }
        return Gone();
    }

    private async Task RefuseWhileInUseAsync(IReadOnlyList<string> handlers, CancellationToken ct)
    {
        if (await new SandboxUse(node).DescribeAsync(handlers, ct) is { } users)
        {
            throw new InstallationException(OutcomeKind.Refused, users);
        }
    }

    private async Task RemoveTablesAsync(
        IReadOnlyList<InstallationRecord> records,
        NodeFacts facts,
        CancellationToken ct
    )
    {
        var file = await node.Configuration.LoadAsync(facts.Unit, ct);
        var ours = records.Where(record => IsOurs(file.Configuration, record)).ToList();
        var edited = ours.Aggregate(file.Configuration, (result, record) => result.Without(record.Handler));
        var isServed = false;
        foreach (var record in ours)
        {
            isServed |= await node.Verifier.IsServedAsync(record.Handler, ct);
        }
        if (ours.Count == 0 && !node.Pending.IsOwed && !isServed)
        {
            return;
        }
        // As when installing: no further restart for what has failed with exactly this configuration.
        var input = $"uninstall {file.Fingerprint}";
        if (node.Records.FindFailure() is { IsFinal: true } vain && vain.Input == input)
        {
            throw new InstallationException(vain.Kind, vain.Message);
        }
        if (ours.Count > 0)
        {
            await node.Activation.WithdrawAsync(file, edited, facts, ct);
        }
        else
        {
            node.Pending.AnnounceUnchanged();
        }
        var failure = await node.Activation.RestartAsync(
            file,
            async token => await node.Cri.StatusAsync(token) is null ? "containerd has no status" : null,
            ct
        );
        if (failure is not null)
        {
            if (failure.IsSettled)
            {
                node.Records.SaveFailure(
                    new FailureRecord(input, OutcomeKind.NotReady, failure.Message, IsFinal: true)
                );
            }
            throw new InstallationException(OutcomeKind.NotReady, failure.Message);
        }
    }

    /// <summary>A table that somebody has since turned into another runtime's is not ours to remove.</summary>
    private bool IsOurs(ContainerdConfiguration configuration, InstallationRecord record)
    {
        // The description of a later version may not have the handler any more.
        var type =
            node.Runtime.Handlers.FirstOrDefault(handler => handler.Name == record.Handler)?.RuntimeType
            ?? (HandlerTable.FromText(record.Table ?? "")?.Find("runtime_type") as Toml.TomlString)?.Value;
        return !record.IsUnmanaged
            && configuration.Find(record.Handler) is { } table
            && table.Find("runtime_type") is Toml.TomlString existing
            && existing.Value == type;
    }

    private void RemoveFiles(InstallationRecord record)
    {
        foreach (var (path, target) in record.Links)
        {
            var link = HostPath.Parse(path);
            if (node.Files.Find(link) is { Kind: HostEntryKind.Link } && node.Files.ReadLink(link) == target)
            {
                node.Files.Delete(link);
            }
        }
        foreach (var (path, digest) in record.Files)
        {
            var file = HostPath.Parse(path);
            if (node.Files.Find(file) is { Kind: HostEntryKind.File } entry && node.Digests.Of(file, entry) == digest)
            {
                node.Files.Delete(file);
            }
        }
        foreach (var directory in record.Bundles)
        {
            node.Bundles.Remove(HostPath.Parse(directory));
        }
    }

    /// <summary>
    /// What an attempt that was never completed may have published. Only what the description names: the record alone is
    /// no reason to remove anything, as it does not say what the content was.
    /// </summary>
    private void RemoveAttempted(InstallationRecord record, BinaryDirectory binaries)
    {
        var named = node.Publisher.Paths(binaries);
        foreach (var path in (record.Attempted ?? []).Select(HostPath.Parse).Where(named.Contains))
        {
            if (node.Files.Find(path) is { Kind: HostEntryKind.Directory })
            {
                node.Bundles.Remove(path);
            }
            else
            {
                node.Atomic.DeleteIfPresent(path);
            }
        }
    }

    private Outcome Gone() => new(OutcomeKind.Done, $"{node.Runtime.Name} is not on this node");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Uninstalling {Runtime} ended: {Outcome}")]
        public static partial void Ended(ILogger logger, string runtime, string outcome);
    }
}
