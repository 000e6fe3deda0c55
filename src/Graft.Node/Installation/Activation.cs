using System.Security.Cryptography;
using Graft.Containerd.Protocol;
using Graft.Node.Containerd;
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
        var bytes = complete.Document.ToBytes();
        var candidate = await configuration.StageAsync(file, bytes, facts.Unit, ct);
        configuration.KeepPristine(file);
        pending.Announce(file, Convert.ToHexStringLower(SHA256.HashData(bytes)), handlers);
        configuration.Replace(file, candidate);
        Log.Written(log, file.Path.Value);
    }

    /// <summary>Restarts containerd, for all whose changes wait for it.</summary>
    /// <param name="file">The configuration's place, owner and mode.</param>
    /// <param name="facts">The node.</param>
    /// <param name="verify">Says what is wrong after the restart, or null.</param>
    /// <param name="ct">Ends the wait; what is owed stays marked.</param>
    /// <returns>Null: in force. Else what went wrong, and whether the node is as it was before.</returns>
    public async Task<ActivationFailure?> RestartAsync(
        LoadedFile file,
        NodeFacts facts,
        Func<CancellationToken, Task<string?>> verify,
        CancellationToken ct
    )
    {
        Log.Restarting(log);
        var problem = await containerd.RestartAsync(ct) ?? await VerifyAsync(facts, verify, ct);
        if (problem is null)
        {
            pending.Settle();
            Log.Activated(log);
            return null;
        }
        return await RollBackAsync(file, problem, ct);
    }

    private async Task<string?> VerifyAsync(
        NodeFacts facts,
        Func<CancellationToken, Task<string?>> verify,
        CancellationToken ct
    )
    {
        try
        {
            return await verify(ct) ?? await FindProblemOfOthersAsync(facts, ct);
        }
        catch (CriException e)
        {
            return e.Message;
        }
    }

    /// <summary>After this the marker goes, and with it the way back for the others: so they are looked after here.</summary>
    private async Task<string?> FindProblemOfOthersAsync(NodeFacts facts, CancellationToken ct)
    {
        var handlers = pending.HandlersOfOthers;
        var written = handlers.Count > 0 ? configuration.Peek().Configuration : null;
        foreach (var handler in handlers.Where(handler => written?.Find(handler) is not null))
        {
            if (!await verifier.IsServedAsync(facts.Containerd, handler, ct))
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
        var isOurs =
            current is not null
            && marker.Written.Contains(Convert.ToHexStringLower(SHA256.HashData(current)), StringComparer.Ordinal);
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
