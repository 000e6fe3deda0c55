using System.Security.Cryptography;
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
    ILogger log
)
{
    /// <param name="file">The configuration as it was read.</param>
    /// <param name="edited">What it shall be; null where only a restart is needed.</param>
    /// <param name="facts">The node.</param>
    /// <param name="verify">Says what is wrong after the restart, or null.</param>
    /// <param name="ct">Ends the wait; what is owed stays marked.</param>
    /// <returns>Null: in force. Else what went wrong, and whether the node is as it was before.</returns>
    public async Task<ActivationFailure?> RunAsync(
        LoadedFile file,
        ContainerdConfiguration? edited,
        NodeFacts facts,
        Func<CancellationToken, Task<string?>> verify,
        CancellationToken ct
    )
    {
        if (edited is null)
        {
            pending.AnnounceUnchanged();
        }
        else
        {
            await WriteAsync(file, edited, facts, ct);
        }
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

    private async Task WriteAsync(
        LoadedFile file,
        ContainerdConfiguration edited,
        NodeFacts facts,
        CancellationToken ct
    )
    {
        var complete = await configuration.CompleteAsync(file, edited, facts.Unit, ct);
        var bytes = complete.Document.ToBytes();
        var candidate = await configuration.StageAsync(file, bytes, facts.Unit, ct);
        configuration.KeepPristine(file);
        pending.Announce(file, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        configuration.Replace(file, candidate);
        Log.Written(log, file.Path.Value);
    }

    private static async Task<string?> VerifyAsync(Func<CancellationToken, Task<string?>> verify, CancellationToken ct)
    {
        try
        {
            return await verify(ct);
        }
        catch (CriException e)
        {
            return e.Message;
        }
    }

    private async Task<ActivationFailure> RollBackAsync(LoadedFile file, string problem, CancellationToken ct)
    {
        var marker = pending.Find() ?? new PendingRestart(null, HadPrevious: false);
        var (isKnown, previous) = pending.Previous(marker);
        var current = atomic.TryRead(file.Path);
        var isOurs = current is not null && Convert.ToHexStringLower(SHA256.HashData(current)) == marker.Written;
        if (isKnown && isOurs)
        {
            Log.RollingBack(log, problem);
            configuration.Restore(file with { Bytes = previous });
            if (await containerd.RestartAsync(ct) is { } second)
            {
                return new ActivationFailure(
                    $"{problem}; the previous configuration is back, but {second}",
                    IsSettled: false
                );
            }
            pending.Settle();
            return new ActivationFailure($"{problem}; the previous configuration is back in force", IsSettled: true);
        }
        // Nothing of ours is in the way: the file is as it was, or somebody else has rewritten it since.
        var isHealthy = await containerd.IsHealthyAsync(ct);
        if (isHealthy)
        {
            pending.Settle();
        }
        return new ActivationFailure(problem, IsSettled: isHealthy);
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
internal sealed record ActivationFailure(string Message, bool IsSettled);
