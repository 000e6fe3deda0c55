using Graft.Kubernetes.Connections;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// The identity that a credential program grants, kept until shortly before it expires or the server refuses it. However many
/// requests wait, one process runs at a time, and its answer serves them all.
/// </summary>
internal sealed partial class ExecCredentials(
    ExecCredentialPlugin plugin,
    ClusterConnection connection,
    TimeProvider time,
    ILogger logger
) : IDisposable
{
    // A program that talks to nobody has no reason to take longer; one that talks to a person may.
    private static readonly TimeSpan s_longestRun = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestLead = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_pauseAfterFault = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _running = new(1, 1);
    private Grant? _grant;

    public void Dispose() => _running.Dispose();

    public async ValueTask<Identity> GetAsync(Identity? refused, CancellationToken cancellationToken)
    {
        if (Usable(refused) is { } cached)
        {
            return cached;
        }
        await _running.WaitAsync(cancellationToken);
        try
        {
            // Whoever had its turn before has probably renewed it.
            if (Usable(refused) is { } renewed)
            {
                return renewed;
            }
            _grant = await RenewAsync(refused, cancellationToken);
            return _grant.Identity;
        }
        finally
        {
            _running.Release();
        }
    }

    private Identity? Usable(Identity? refused) =>
        _grant is { } grant
        && time.GetUtcNow() < grant.RenewAt
        && (refused is null || !ReferenceEquals(refused.Run, grant.Identity.Run))
            ? grant.Identity
            : null;

    private async Task<Grant> RenewAsync(Identity? refused, CancellationToken cancellationToken)
    {
        try
        {
            return Granted(await RunAsync(cancellationToken));
        }
        catch (FormatException exception)
        {
            if (refused is null && _grant is { } old && !(time.GetUtcNow() >= old.Expires))
            {
                Log.StaysForNow(logger, plugin.Source, exception.Message);
                return old with { RenewAt = time.GetUtcNow() + s_pauseAfterFault };
            }
            throw Credentials.Fault($"{plugin.Source}: {exception.Message}", exception);
        }
    }

    private async Task<ExecCredential> RunAsync(CancellationToken cancellationToken)
    {
        var isInteractive = IsInteractive();
        var information = ExecCredentialDocument.Request(plugin, connection, isInteractive);
        Log.Running(logger, plugin.Source, plugin.Command);
        using var limit = new CancellationTokenSource(isInteractive ? Timeout.InfiniteTimeSpan : s_longestRun, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var output = await ExecProcess.RunAsync(plugin, information, isInteractive, both.Token);
            return ExecCredentialDocument.Read(plugin, output);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FormatException(
                FormattableString.Invariant(
                    $"\"{plugin.Command}\" did not end within {s_longestRun.TotalSeconds} s and was killed"
                ),
                exception
            );
        }
    }

    private bool IsInteractive()
    {
#pragma warning disable RS0030 // Asks what standard input is; nothing is written.
        var hasTerminal = !Console.IsInputRedirected;
#pragma warning restore RS0030
        return plugin.InteractiveMode switch
        {
            ExecInteractiveMode.Never => false,
            ExecInteractiveMode.Always when !hasTerminal => throw new FormatException(
                $"\"{plugin.Command}\" needs a terminal (interactiveMode: Always), and standard input is none"
            ),
            _ => hasTerminal,
        };
    }

    private Grant Granted(ExecCredential credential)
    {
        var authorization = credential.Token is { } token ? Credentials.Bearer(token, plugin.Source) : null;
        var certificate = credential.Certificate;
        if (certificate is not null && _grant?.Identity.Certificate?.Thumbprint == certificate.Thumbprint)
        {
            // The same certificate needs no new connections.
            certificate = _grant.Identity.Certificate;
        }
        var now = time.GetUtcNow();
        var expires = credential.Expires ?? DateTimeOffset.MaxValue;
        var lead = (expires - now) / 5;
        return new Grant(
            new Identity(authorization, certificate) { Run = new object() },
            expires,
            expires == DateTimeOffset.MaxValue ? expires : expires - (lead < s_longestLead ? lead : s_longestLead)
        );
    }

    private sealed record Grant(Identity Identity, DateTimeOffset Expires, DateTimeOffset RenewAt);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Source}: asking \"{Command}\" for credentials.")]
        public static partial void Running(ILogger logger, string source, string command);

        [LoggerMessage(2, LogLevel.Warning, "{Source}: the credentials could not be renewed yet: {Reason}")]
        public static partial void StaysForNow(ILogger logger, string source, string reason);
    }
}
