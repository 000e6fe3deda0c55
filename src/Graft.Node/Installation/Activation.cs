using Graft.Containerd.Protocol;
using Graft.Node.Containerd;
using Graft.Node.Hosts;
using Microsoft.Extensions.Logging;

namespace Graft.Node.Installation;

/// <summary>
/// Puts a configuration in force: marker, file, one restart, verification. Where containerd does not come back as wanted,
/// the previous file comes back, and containerd with it.
/// </summary>
internal sealed partial class Activation(
    AtomicFiles atomic,
    ConfigurationFile configuration,
    PendingRestarts pending,
    RecordStore records,
    ContainerdService containerd,
    Verifier verifier,
    ILogger log
)
{
    /// <summary>Marks the restart as owed and writes the configuration; the restart is for <see cref="RestartAsync"/>.</summary>
    /// <param name="file">The configuration as it was read.</param>
    /// <param name="edited">What it shall be; null where only a restart is needed.</param>
    /// <param name="facts">The node.</param>
    /// <param name="handlers">What must be served afterwards, whoever restarts.</param>
    /// <param name="ct">Ends the questions to containerd.</param>
    public async Task WriteAsync(
        LoadedFile file,
        ContainerdConfiguration? edited,
        NodeFacts facts,
        IReadOnlyList<string> handlers,
        CancellationToken ct
    )
    {
        if (edited is null)
        {
            pending.AnnounceUnchanged();
            return;
        }
        var complete = await configuration.CompleteAsync(file, edited, facts.Unit, ct);
        await PutAsync(file, complete.Document.ToBytes(), facts, handlers, ct);
    }

    /// <summary>As <see cref="WriteAsync"/>, for tables that were taken out: nothing else of Graft's stays in the file.</summary>
    public async Task WithdrawAsync(
        LoadedFile file,
        ContainerdConfiguration edited,
        NodeFacts facts,
        CancellationToken ct
    ) => await PutAsync(file, await configuration.ReduceAsync(file, edited, facts.Unit, ct), facts, handlers: [], ct);

    private async Task PutAsync(
        LoadedFile file,
        byte[]? bytes,
        NodeFacts facts,
        IReadOnlyList<string> handlers,
        CancellationToken ct
    )
    {
        var (candidate, _) = await configuration.StageAsync(file, bytes ?? [], facts.Unit, ct);
        var wasOwed = pending.IsOwed;
        try
        {
            if (!IsOurOwn(file))
            {
                configuration.KeepPristine(file);
            }
            pending.Announce(file, LoadedFile.FingerprintOf(bytes), handlers);
            if (bytes is null)
            {
                configuration.Remove(file, candidate);
            }
            else
            {
                configuration.Replace(file, candidate);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InstallationException)
        {
            TakeBack(file, candidate, bytes, wasOwed);
            throw;
        }
        Log.Written(log, file.Path.Value);
    }

    /// <summary>A file that Graft has written, where there was none, is not what anybody may want back one day.</summary>
    private bool IsOurOwn(LoadedFile file) =>
        records.HasAnyTable || (pending.Find()?.Written.Contains(file.Fingerprint, StringComparer.Ordinal) ?? false);

    /// <summary>Nothing was written, so nothing is owed: what is in force stays so, and counts as ready.</summary>
    private void TakeBack(LoadedFile file, HostPath candidate, byte[]? bytes, bool wasOwed)
    {
        try
        {
            atomic.DeleteIfPresent(candidate);
            var isWritten = LoadedFile.FingerprintOf(atomic.TryRead(file.Path)) == LoadedFile.FingerprintOf(bytes);
            if (!wasOwed && !isWritten)
            {
                pending.Settle();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A marker too many costs one restart; the fault itself is reported by the caller.
            Log.NotTakenBack(log, e.Message);
        }
    }

    /// <summary>Restarts containerd, for all whose changes wait for it.</summary>
    /// <param name="file">The configuration's place, owner and mode.</param>
    /// <param name="verify">Says what is wrong after the restart, or null.</param>
    /// <param name="ct">Ends the wait; what is owed stays marked.</param>
    /// <returns>Null: in force. Else what went wrong, and whether the node is as it was before.</returns>
    public async Task<ActivationFailure?> RestartAsync(
        LoadedFile file,
        Func<CancellationToken, Task<string?>> verify,
        CancellationToken ct
    )
    {
        Log.Restarting(log);
        var problem = await containerd.RestartAsync(ct) ?? await VerifyAsync(verify, ct);
        if (problem is null)
        {
            pending.Settle();
            Log.Activated(log);
            return null;
        }
        return await RollBackAsync(file, problem, ct);
    }

    private async Task<string?> VerifyAsync(Func<CancellationToken, Task<string?>> verify, CancellationToken ct)
    {
        try
        {
            return await verify(ct) ?? await FindProblemOfOthersAsync(ct);
        }
        catch (CriException e)
        {
            return e.Message;
        }
    }

    /// <summary>After this the marker goes, and with it the way back for the others: so they are looked after here.</summary>
    private async Task<string?> FindProblemOfOthersAsync(CancellationToken ct)
    {
        var handlers = pending.HandlersOfOthers;
        var written = handlers.Count > 0 ? configuration.Peek().Configuration : null;
        foreach (var handler in handlers.Where(handler => written?.Find(handler) is not null))
        {
            if (!await verifier.IsServedAsync(handler, ct))
            {
                return $"containerd does not serve handler {handler}";
            }
        }
        return null;
    }

    private async Task<ActivationFailure> RollBackAsync(LoadedFile file, string problem, CancellationToken ct)
    {
        var marker = pending.Find() ?? PendingRestart.Bare;
        var isShared = pending.IsShared;
        var (isKnown, previous) = pending.Previous(marker);
        var current = atomic.TryRead(file.Path);
        var isOurs = marker.Written.Contains(LoadedFile.FingerprintOf(current), StringComparer.Ordinal);
        if (isKnown && isOurs)
        {
            Log.RollingBack(log, problem);
            configuration.Restore(file with { Bytes = previous });
            if (await containerd.RestartAsync(ct) is { } second)
            {
                return new ActivationFailure(
                    $"{problem}; the previous configuration is back, but {second}",
                    IsSettled: false,
                    isShared
                );
            }
            pending.Settle();
            return new ActivationFailure(
                $"{problem}; the previous configuration is back in force",
                IsSettled: true,
                isShared
            );
        }
        // Nothing of ours is in the way: the file is as it was, or somebody else has rewritten it since.
        var isHealthy = await containerd.IsHealthyAsync(ct);
        if (isHealthy)
        {
            pending.Settle();
        }
        return new ActivationFailure(problem, isHealthy, isShared);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The configuration {Path} is written.")]
        public static partial void Written(ILogger logger, string path);

        [LoggerMessage(Level = LogLevel.Warning, Message = "What was begun is not taken back: {Problem}")]
        public static partial void NotTakenBack(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "containerd is being restarted.")]
        public static partial void Restarting(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "containerd runs with the configuration.")]
        public static partial void Activated(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The previous configuration is put back: {Problem}.")]
        public static partial void RollingBack(ILogger logger, string problem);
    }
}

/// <summary>Why a configuration is not in force.</summary>
/// <param name="Message">What went wrong.</param>
/// <param name="IsSettled">Whether containerd runs well again and no restart is owed.</param>
/// <param name="IsShared">Whether another runtime's change, which may be the cause, was tried together with this one.</param>
internal sealed record ActivationFailure(string Message, bool IsSettled, bool IsShared);
