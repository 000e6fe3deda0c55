using Graft.Containerd.Protocol;
using Graft.Node.Hosts;

namespace Graft.Node.Containerd;

/// <summary>The node's containerd as a systemd unit, a program and a CRI endpoint.</summary>
internal sealed class ContainerdService(IHostCommands commands, CriClient cri, TimeProvider time)
{
    private const string Unit = "containerd.service";
    private static readonly TimeSpan ProgramTimeout = TimeSpan.FromSeconds(30);

    // systemd itself gives a unit 90 s to start.
    private static readonly TimeSpan RestartTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerPoll = TimeSpan.FromMilliseconds(100);

    // systemd counts starts within ten seconds by default.
    private static readonly TimeSpan StartLimitInterval = TimeSpan.FromSeconds(10);

    public async Task<UnitState> ShowAsync(CancellationToken ct)
    {
        var result = await commands.RunAsync(
            "systemctl",
            ["show", "--property=LoadState,ActiveState,Result,ExecStart", Unit],
            ProgramTimeout,
            ct
        );
        return result.Succeeded
            ? UnitState.Parse(result.Output)
            : throw new InstallationException(
                OutcomeKind.NotReady,
                $"systemctl show {Unit} failed: {result.Complaint}"
            );
    }

    /// <summary>The running daemon's version, or the program's where the daemon does not answer.</summary>
    public async Task<Version> VersionAsync(UnitState unit, CancellationToken ct)
    {
        string text;
        try
        {
            text = (await cri.VersionAsync(ct)).RuntimeVersion;
        }
        catch (IOException)
        {
            text = (await RunAsync(unit, ["--version"], ct)).Output;
            // "containerd github.com/containerd/containerd v1.7.24 ..."
            text = text.Split(' ').FirstOrDefault(word => ContainerdVersion.Parse(word) is not null) ?? text;
        }
        return ContainerdVersion.Parse(text)
            ?? throw new InstallationException(
                OutcomeKind.NotReady,
                $"containerd's version cannot be read from '{text.Trim()}'"
            );
    }

    /// <summary>Runs the program that the unit runs, with other arguments.</summary>
    public Task<CommandResult> RunAsync(UnitState unit, IReadOnlyList<string> arguments, CancellationToken ct) =>
        commands.RunAsync(
            unit.CommandLine is [var program, ..] ? program : "containerd",
            arguments,
            ProgramTimeout,
            ct
        );

    /// <summary>Restarts the unit once and waits until it is active and answers. Null: all is well; else what is wrong.</summary>
    public async Task<string?> RestartAsync(CancellationToken ct)
    {
        await ResetFailureAsync(ct);
        var result = await SystemctlRestartAsync(ct);
        if (!result.Succeeded && (await ShowAsync(ct)).Result == "start-limit-hit")
        {
            // Others restarted it too; systemd refused this start, containerd never saw it.
            await Task.Delay(StartLimitInterval, time, ct);
            await ResetFailureAsync(ct);
            result = await SystemctlRestartAsync(ct);
        }
        return result.Succeeded
            ? await WaitForAnswerAsync(ct)
            : $"containerd.service did not restart: {result.Complaint}";
    }

    /// <summary>Whether containerd is active and answers right now.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken ct)
    {
        try
        {
            await cri.VersionAsync(ct);
            return (await ShowAsync(ct)).IsActive;
        }
        catch (CriException)
        {
            return false;
        }
    }

    private Task<CommandResult> SystemctlRestartAsync(CancellationToken ct) =>
        commands.RunAsync("systemctl", ["restart", Unit], RestartTimeout, ct);

    private async Task ResetFailureAsync(CancellationToken ct)
    {
        if ((await ShowAsync(ct)).ActiveState == "failed")
        {
            await commands.RunAsync("systemctl", ["reset-failed", Unit], ProgramTimeout, ct);
        }
    }

    private async Task<string?> WaitForAnswerAsync(CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            string problem;
            try
            {
                await cri.VersionAsync(ct);
                var unit = await ShowAsync(ct);
                if (unit.IsActive)
                {
                    return null;
                }
                problem = $"containerd.service is {unit.ActiveState}";
            }
            catch (CriException e) when (e.Status == CriStatus.Unimplemented)
            {
                // containerd opens its socket once every plugin is loaded or has failed to: this one will not come any more.
                return $"containerd runs without its CRI plugin, which did not load: {e.Message}";
            }
            catch (CriException e)
            {
                problem = e.Message;
            }
            if (time.GetElapsedTime(start) > AnswerTimeout)
            {
                return problem;
            }
            await Task.Delay(AnswerPoll, time, ct);
        }
    }
}
