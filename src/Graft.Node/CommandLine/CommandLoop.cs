using Graft.Node.Installation;

namespace Graft.Node.CommandLine;

/// <summary>The commands that stay: they go on until they are ended.</summary>
internal sealed class CommandLoop(NodeSession node)
{
    private readonly RetryDelays _delays = new();

    /// <summary>Installs, then heals whatever drifts, until it is cancelled.</summary>
    public async Task<Outcome> InstallAsync(CancellationToken ct)
    {
        var installer = new Installer(node);
        var watch = new NodeWatch(node.Files, node.Options, node.Time);
        while (true)
        {
            var outcome = await installer.ConvergeAsync(ct);
            if (outcome.Kind == OutcomeKind.Done)
            {
                _delays.Reset();
                await watch.WaitForDriftAsync(ct);
            }
            else
            {
                await watch.WaitForRetryAsync(_delays.Next(), ct);
            }
        }
    }

    /// <summary>Uninstalls as soon as no sandbox is in the way, then stays, doing nothing, until it is cancelled.</summary>
    public async Task<Outcome> UninstallAsync(CancellationToken ct)
    {
        var uninstaller = new Uninstaller(node);
        var outcome = await uninstaller.RemoveAsync(ct);
        while (outcome.Kind != OutcomeKind.Done)
        {
            await Task.Delay(_delays.Next(), node.Time, ct);
            outcome = await uninstaller.RemoveAsync(ct);
        }
        await Task.Delay(Timeout.InfiniteTimeSpan, node.Time, ct);
        return outcome;
    }
}
