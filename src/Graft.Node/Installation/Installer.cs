using Graft.Api.Installation;
using Graft.Node.Containerd;
using Graft.Node.Hosts;
using Graft.Node.Toml;
using Microsoft.Extensions.Logging;

namespace Graft.Node.Installation;

/// <summary>
/// Brings the node to where the runtime is installed and served, from whatever state it is in (wire contract, section 9.3).
/// Where nothing is to be done, nothing is written and nothing is restarted.
/// </summary>
internal sealed partial class Installer(NodeSession node)
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(60);

    public async Task<Outcome> ConvergeAsync(CancellationToken ct)
    {
        var outcome = await NodeSession.GuardAsync(() => AttemptAsync(ct));
        if (outcome.Kind != OutcomeKind.Done)
        {
            Log.Failed(node.Log, node.Runtime.Name, outcome.Message);
            RememberFailure(outcome);
        }
        return outcome;
    }

    private async Task<Outcome> AttemptAsync(CancellationToken ct)
    {
        // Once before anything is touched, the lock file included, and once more under the lock.
        var facts = await node.Preflight.CheckAsync(node.Pending.IsOwed, ct);
        using (await AnnounceAsync(facts, ct))
        {
            if (await PrepareAsync(ct) is { } outcome)
            {
                return outcome;
            }
        }
        await node.SettleTime.WaitAsync(ct);
        using var held = await node.Lock.AcquireAsync(ct);
        var situation = await LookAsync(ct);
        return await FinishAsync(situation, await IsRestartDueAsync(situation, ct), ct);
    }

    /// <summary>Where the configuration will have to be changed, the other installers are told before the lock is waited for.</summary>
    private async Task<IDisposable?> AnnounceAsync(NodeFacts facts, CancellationToken ct)
    {
        try
        {
            var situation = Judge(node.Configuration.Peek(), facts);
            return situation.Edited() is not null && !HasFailedAlone
                ? await node.Announcements.AnnounceAsync(ct)
                : null;
        }
        catch (Exception e) when (e is InstallationException or TomlException or TomlEditException)
        {
            // It is said under the lock, where a file that somebody is just writing is read again.
            return null;
        }
    }

    /// <summary>Everything up to the restart. Null: one is owed, and others may join it.</summary>
    private async Task<Outcome?> PrepareAsync(CancellationToken ct)
    {
        using var held = await node.Lock.AcquireAsync(ct);
        var situation = await LookAsync(ct);
        if (situation.Facts.Binaries.Warning is { } warning)
        {
            Log.Warned(node.Log, warning);
        }
        if (situation.Managed.Count > 0)
        {
            await PublishAsync(situation, ct);
        }
        var isRestartDue = await IsRestartDueAsync(situation, ct);
        // Where containerd is down, nobody is waited for; and what has failed before is not tried together with others.
        var isAlone = !situation.Facts.Unit.IsActive || (HasFailedAlone && !node.Pending.IsOwed);
        if (!isRestartDue || isAlone)
        {
            return await FinishAsync(situation, isRestartDue, ct);
        }
        if (!HasFailedAlone)
        {
            await WriteAsync(situation, ct);
        }
        return null;
    }

    /// <summary>From whatever the others have made of the node in the meantime to the end. The lock is held.</summary>
    private async Task<Outcome> FinishAsync(Situation situation, bool isRestartDue, CancellationToken ct)
    {
        while (isRestartDue && !await BringIntoForceAsync(situation, ct))
        {
            situation = await LookAsync(ct);
            isRestartDue = await IsRestartDueAsync(situation, ct);
        }
        SaveRecords(situation.Plans, situation.Facts);
        node.Records.ClearFailure();
        node.Bundles.RemoveOldVersions(node.Configuration.Peek().Configuration.Document.Root);
        node.Pending.Tidy();
        node.Stale.Remove(situation.Facts.Binaries);
        return new Outcome(OutcomeKind.Done, StatusReport.ReadyMessage(node.Runtime, node.Records.All()));
    }

    private async Task<Situation> LookAsync(CancellationToken ct)
    {
        var facts = await node.Preflight.CheckAsync(node.Pending.IsOwed, ct);
        return Judge(await node.Configuration.LoadAsync(facts.Unit, ct), facts);
    }

    private Situation Judge(LoadedFile file, NodeFacts facts)
    {
        if (file.Configuration.DisablesCri)
        {
            throw new InstallationException(
                OutcomeKind.Refused,
                $"{NodePaths.Configuration} switches containerd's CRI plugin off (disabled_plugins), so that no handler can be served; refusing to modify it"
            );
        }
        var plans = node
            .Runtime.Handlers.Select(handler =>
                HandlerPlan.For(handler, node.Runtime, file.Configuration, facts, node.Records, node.Files)
            )
            .ToList();
        return plans.Find(plan => plan.State == HandlerState.Conflict) is { } conflict
            ? throw new InstallationException(
                OutcomeKind.Refused,
                $"{NodePaths.Configuration} already has a handler {conflict.Name} with another runtime_type; refusing to modify it"
            )
            : new Situation(facts, file, plans);
    }

    private async Task PublishAsync(Situation situation, CancellationToken ct)
    {
        var (facts, managed) = (situation.Facts, situation.Managed);
        // An edit that cannot be made is found out before a file is published.
        situation.Edited();
        var programs = node.Publisher.Programs(facts.Binaries);
        PublishedItem[] items = [.. programs, .. node.Publisher.AuxiliaryFiles()];
        var outstanding = node.Publisher.Outstanding(items);
        var bundles = node.Bundles.Outstanding();
        var isComplete = managed.All(plan =>
            plan.Record?.Version == node.Runtime.Version && plan.Record.Attempted is null
        );
        if (outstanding.Count == 0 && bundles.Count == 0 && isComplete)
        {
            return;
        }
        node.Publisher.RefuseForeign(outstanding);
        node.Bundles.RefuseForeign(bundles);
        // What an interrupted attempt left takes room that is needed now.
        node.Stale.Remove(facts.Binaries);
        node.Preflight.CheckSpace([
            (facts.Binaries.Path, outstanding.OfType<PublishedFile>().Sum(item => item.Size)),
            .. bundles.Select(bundle => (HostPath.Parse(bundle.Directory), node.Bundles.SizeOf([bundle]))),
        ]);
        MarkAttempt(
            managed,
            [.. outstanding.Select(item => item.Path.Value), .. bundles.Select(bundle => bundle.Directory)]
        );
        try
        {
            foreach (var bundle in bundles)
            {
                node.Bundles.Publish(bundle);
            }
            var staged = node.Publisher.Stage(outstanding);
            await RunChecksAsync(facts, staged, ct);
            node.Publisher.Commit(staged);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InstallationException)
        {
            TakeBack(facts);
            throw;
        }
        Log.Published(node.Log, node.Runtime.Name, node.Runtime.Version, outstanding.Count + bundles.Count);
    }

    /// <summary>What is staged goes, so that a full disk is not fuller than before.</summary>
    private void TakeBack(NodeFacts facts)
    {
        try
        {
            node.Stale.Remove(facts.Binaries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next attempt begins with it; the fault itself is reported by the caller.
            Log.NotTakenBack(node.Log, e.Message);
        }
    }

    /// <summary>Before a path is written the first time, the record says that it may be ours.</summary>
    private void MarkAttempt(IEnumerable<HandlerPlan> managed, string[] paths)
    {
        foreach (var plan in managed)
        {
            var record = OwnRecordOf(plan);
            string[] attempted =
            [
                .. (record.Attempted ?? []).Union(paths, StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ];
            node.Records.Save(record with { Attempted = attempted });
        }
    }

    private InstallationRecord OwnRecordOf(HandlerPlan plan) =>
        plan.Record is { IsUnmanaged: false } record
            ? record
            : new InstallationRecord { Runtime = node.Runtime.Name, Handler = plan.Name };

    private async Task RunChecksAsync(
        NodeFacts facts,
        IReadOnlyList<(HostPath Temporary, HostPath Path)> staged,
        CancellationToken ct
    )
    {
        foreach (var check in node.Runtime.Requirements?.Checks ?? [])
        {
            var program = check.Program.StartsWith('/')
                ? HostPath.Parse(check.Program)
                : facts.Binaries.Path.Join(check.Program);
            var replacement = staged.Where(item => item.Path == program).Select(item => (HostPath?)item.Temporary);
            var path = replacement.FirstOrDefault() ?? program;
            var result = await node.Commands.RunAsync(path.Value, [.. check.Arguments ?? []], CheckTimeout, ct);
            if (!result.Succeeded)
            {
                var name = string.Join(' ', [program.Name, .. check.Arguments ?? []]);
                throw new InstallationException(
                    OutcomeKind.NotReady,
                    $"the host check '{name}' failed: {result.Complaint}"
                );
            }
        }
    }

    private async Task<bool> IsRestartDueAsync(Situation situation, CancellationToken ct) =>
        situation.Edited() is not null
        || node.Pending.IsOwed
        || await node.Verifier.FindProblemAsync(situation.Facts, situation.Plans, ct) is not null;

    private async Task WriteAsync(Situation situation, CancellationToken ct)
    {
        if (VainRestart(situation.File) is { } failure)
        {
            throw new InstallationException(failure.Kind, failure.Message);
        }
        await node.Activation.WriteAsync(
            situation.File,
            situation.Edited(),
            situation.Facts,
            [.. situation.Managed.Select(plan => plan.Name)],
            ct
        );
    }

    /// <summary>Whether containerd has refused this runtime's change, of this description or an earlier one.</summary>
    private bool HasFailedAlone => node.Records.FindFailure() is { IsFinal: true };

    /// <summary>The failure on which a restart was spent in vain, with exactly this configuration and description.</summary>
    private FailureRecord? VainRestart(LoadedFile file) =>
        node.Records.FindFailure() is { IsFinal: true } failure && failure.Input == InputWith(file.Fingerprint)
            ? failure
            : null;

    /// <summary>
    /// One restart. False: it failed for several runtimes at once and is undone; now each tries again for itself.
    /// </summary>
    private async Task<bool> BringIntoForceAsync(Situation situation, CancellationToken ct)
    {
        await WriteAsync(situation, ct);
        var failure = await node.Activation.RestartAsync(
            situation.File,
            token => node.Verifier.FindProblemAsync(situation.Facts, situation.Plans, token),
            ct
        );
        if (failure is null)
        {
            return true;
        }
        if (failure is { IsSettled: true, IsShared: true })
        {
            // The lock is kept: nobody else's change comes into the next attempt.
            Log.TryingAlone(node.Log, failure.Message);
            return false;
        }
        if (failure.IsSettled)
        {
            var input = InputWith(node.Configuration.Peek().Fingerprint);
            node.Records.SaveFailure(new FailureRecord(input, OutcomeKind.NotReady, failure.Message, IsFinal: true));
        }
        throw new InstallationException(OutcomeKind.NotReady, failure.Message);
    }

    private string InputWith(string configuration)
    {
        var text = InstallationJson.Serialize(node.Runtime) + configuration;
        return ContentDigest.Of(text);
    }

    private void SaveRecords(IReadOnlyList<HandlerPlan> plans, NodeFacts facts)
    {
        foreach (var plan in plans)
        {
            node.Records.Save(plan.IsManaged ? CompleteRecord(plan, facts) : UnmanagedRecord(plan));
        }
    }

    private InstallationRecord UnmanagedRecord(HandlerPlan plan) =>
        new()
        {
            Runtime = node.Runtime.Name,
            Handler = plan.Name,
            Version = InstallationRecord.UnmanagedVersion,
        };

    private InstallationRecord CompleteRecord(HandlerPlan plan, NodeFacts facts)
    {
        // What an earlier version published under other names stays on record until it is uninstalled.
        var before = OwnRecordOf(plan);
        var hashes = new SortedDictionary<string, string>(
            before.Files.ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        var sizes = new SortedDictionary<string, long>(
            before.Sizes.ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        var links = new SortedDictionary<string, string>(
            before.Links.ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        foreach (var item in node.Publisher.Programs(facts.Binaries).Concat(node.Publisher.AuxiliaryFiles()))
        {
            switch (item)
            {
                case PublishedFile file:
                    (hashes[file.Path.Value], sizes[file.Path.Value]) = (file.Digest, file.Size);
                    break;
                case PublishedLink link:
                    links[link.Path.Value] = link.Target;
                    break;
            }
        }
        return before with
        {
            Runtime = node.Runtime.Name,
            Version = node.Runtime.Version,
            Table = HandlerTable.ToText(plan.Wanted),
            Files = hashes,
            Sizes = sizes,
            Links = links,
            Bundles = [.. (node.Runtime.Bundles ?? []).Select(bundle => bundle.Directory)],
            Attempted = null,
        };
    }

    /// <summary>For <c>status</c>. A node without records has nothing of the runtime yet, and gets nothing but this.</summary>
    private void RememberFailure(Outcome outcome)
    {
        try
        {
            node.Places.Check();
            if (node.Records.Exists && node.Records.FindFailure() is not { IsFinal: true })
            {
                node.Records.SaveFailure(new FailureRecord("", outcome.Kind, outcome.Message, IsFinal: false));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InstallationException)
        {
            // The failure itself is logged and retried; only its trace for `status` is missing.
            Log.Unrecorded(node.Log, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Runtime} is not installed: {Problem}")]
        public static partial void Failed(ILogger logger, string runtime, string problem);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "A change made together with another runtime's is tried again alone: {Problem}"
        )]
        public static partial void TryingAlone(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
        public static partial void Warned(ILogger logger, string warning);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Temporary files are left for the next attempt: {Problem}")]
        public static partial void NotTakenBack(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The failure is not recorded on the node: {Problem}")]
        public static partial void Unrecorded(ILogger logger, string problem);

        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "{Runtime} {Version}: {Count} files and bundles are published."
        )]
        public static partial void Published(ILogger logger, string runtime, string version, int count);
    }
}
