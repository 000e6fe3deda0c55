using Graft.Landscape.LocalNodes.Files;

namespace Graft.Landscape.LocalNodes.Services;

/// <summary>
/// Runs the scripts of one-shot units, which a local node's <c>systemctl</c> only takes note of. A script that knows
/// <c>GRAFT_ROOT</c> works on the node; any other would work on the machine that runs the landscape, and is not run.
/// </summary>
internal sealed class OneShotUnits(NodeRoot root, Systemd systemd, NodeProgram programs)
{
    public bool IsOneShot(string unit) => UnitText.Last(systemd.TryRead(unit) ?? "", "Type") == "oneshot";

    /// <exception cref="LocalNodeException">The script failed.</exception>
    public async Task RunAsync(string unit, CancellationToken cancellationToken)
    {
        var command = UnitText.Last(systemd.TryRead(unit) ?? "", "ExecStart");
        var script = IsOneShot(unit) && command is not null ? root.TryReadText(command) : null;
        if (script?.Contains("GRAFT_ROOT", StringComparison.Ordinal) != true)
        {
            return;
        }
        var (exitCode, output) = await programs.RunFileAsync(root.Resolve(command!), [], cancellationToken);
        if (exitCode != 0)
        {
            throw new LocalNodeException($"{unit} ended with exit code {exitCode}: {output.Trim()}");
        }
    }
}
