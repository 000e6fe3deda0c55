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
        using var held = await node.Lock.AcquireAsync(ct);
        var records = node.Records.All();
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
        }
        foreach (var record in records)
        {
            node.Records.Delete(record.Handler);
        }
        node.Records.ClearFailure();
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
            isServed |= await node.Verifier.IsServedAsync(facts.Containerd, record.Handler, ct);
        }
        if (ours.Count == 0 && !node.Pending.IsOwed && !isServed)
        {
            return;
        }
        await node.Activation.WriteAsync(file, ours.Count > 0 ? edited : null, facts, handlers: [], ct);
        var failure = await node.Activation.RestartAsync(
            file,
            facts,
            async token => await node.Cri.StatusAsync(token) is null ? "containerd has no status" : null,
            ct
        );
        if (failure is not null)
        {
            throw new InstallationException(OutcomeKind.NotReady, failure.Message);
        }
    }

    /// <summary>A table that somebody has since turned into another runtime's is not ours to remove.</summary>
    private bool IsOurs(ContainerdConfiguration configuration, InstallationRecord record)
    {
        var type = node.Runtime.Handlers.First(handler => handler.Name == record.Handler).RuntimeType;
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

    private Outcome Gone() => new(OutcomeKind.Done, $"{node.Runtime.Name} is not on this node");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Uninstalling {Runtime} ended: {Outcome}")]
        public static partial void Ended(ILogger logger, string runtime, string outcome);
    }
}
