using System.Globalization;
using Graft.Api.Kubernetes;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>Runs one container of a pod: starts it, probes it, starts it again with growing delays when it ends.</summary>
internal sealed class ContainerRunner(
    Container container,
    IPodSandbox sandbox,
    TimeSpan grace,
    PodReporter reporter,
    TimeProvider time
)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuietPeriod = TimeSpan.FromMinutes(10);

    private readonly string _name = container.Name!;

    /// <summary>Runs until the restart policy lets it end, or until cancelled; then the process is ended first.</summary>
    /// <returns>The last exit code; null when cancelled.</returns>
    public async Task<int?> RunAsync(string restartPolicy, CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        while (true)
        {
            var startedAt = time.GetUtcNow();
            var exitCode = await RunOnceAsync(startedAt, cancellationToken);
            if (exitCode is null)
            {
                return null;
            }
            if (restartPolicy == "Never" || (restartPolicy == "OnFailure" && exitCode == 0))
            {
                return exitCode;
            }
            delay = time.GetUtcNow() - startedAt > QuietPeriod ? FirstDelay : delay;
            try
            {
                await ReportBackOffAsync(delay, cancellationToken);
                await Task.Delay(delay, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task<int?> RunOnceAsync(DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        IRunningContainer running;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            running = await sandbox.StartAsync(container, cancellationToken);
        }
        catch (LocalNodeException exception)
        {
            await ReportEndAsync(128, startedAt, exception.Message);
            return 128;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        await using (running)
        {
            using var probing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var probe = ProbeAsync(running, startedAt, probing.Token);
            int? exitCode = null;
            try
            {
                exitCode = await running.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await running.StopAsync(grace);
            }
            await probing.CancelAsync();
            await probe;
            await ReportEndAsync(exitCode ?? 143, startedAt, null);
            return exitCode;
        }
    }

    private async Task ProbeAsync(
        IRunningContainer running,
        DateTimeOffset startedAt,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await ReportRunningAsync(running, startedAt, cancellationToken);
            if (container.ReadinessProbe is { Exec: not null } probe)
            {
                await new ReadinessProbe(probe, running.ExecAsync, time).RunAsync(
                    ready => ReportReadyAsync(ready, cancellationToken),
                    reporter.ReportUnhealthyAsync,
                    cancellationToken
                );
            }
            else
            {
                await ReportReadyAsync(true, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The container ended, and with it its probe.
        }
    }

    private Task ReportRunningAsync(
        IRunningContainer running,
        DateTimeOffset startedAt,
        CancellationToken cancellationToken
    ) =>
        reporter.ChangeAsync(
            _name,
            status =>
                status with
                {
                    Started = true,
                    ContainerID = running.Id,
                    State = new ContainerState { Running = new ContainerStateRunning { StartedAt = startedAt } },
                },
            cancellationToken
        );

    private Task ReportReadyAsync(bool isReady, CancellationToken cancellationToken) =>
        reporter.ChangeAsync(_name, status => status with { Ready = isReady }, cancellationToken);

    private Task ReportEndAsync(int exitCode, DateTimeOffset startedAt, string? message) =>
        reporter.ChangeAsync(
            _name,
            status =>
                status with
                {
                    Ready = false,
                    Started = false,
                    State = new ContainerState
                    {
                        Terminated = new ContainerStateTerminated
                        {
                            ExitCode = exitCode,
                            Reason = exitCode == 0 ? "Completed" : "Error",
                            Message = message,
                            StartedAt = startedAt,
                            FinishedAt = time.GetUtcNow(),
                        },
                    },
                },
            CancellationToken.None
        );

    private Task ReportBackOffAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        reporter.ChangeAsync(
            _name,
            status =>
                status with
                {
                    RestartCount = status.RestartCount + 1,
                    LastState = status.State,
                    State = PodReporter.Waiting(
                        "CrashLoopBackOff",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"back-off {delay.TotalSeconds:0}s restarting container {_name}"
                        )
                    ),
                },
            cancellationToken
        );
}
