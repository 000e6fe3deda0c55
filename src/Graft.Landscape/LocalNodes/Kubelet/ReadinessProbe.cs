using System.Globalization;
using Graft.Api.Kubernetes;

namespace Graft.Landscape.LocalNodes.Kubelet;

/// <summary>
/// Asks a container whether it is ready, in the probe's rhythm. Until it is so for the first time it is asked every two
/// seconds at least, so that a landscape does not wait for long periods to pass.
/// </summary>
internal sealed class ReadinessProbe(
    Probe probe,
    Func<IReadOnlyList<string>, CancellationToken, Task<ProbeResult>> run,
    TimeProvider time
)
{
    private static readonly TimeSpan LongestFirstPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Runs until cancelled and reports every change, and every failure with what the command printed.</summary>
    public async Task RunAsync(
        Func<bool, Task> report,
        Func<string, Task> reportFailure,
        CancellationToken cancellationToken
    )
    {
        var period = TimeSpan.FromSeconds(probe.PeriodSeconds ?? 10);
        var (isReady, wasReady, failures) = (false, false, 0);
        await Task.Delay(TimeSpan.FromSeconds(Math.Min(probe.InitialDelaySeconds ?? 0, 1)), time, cancellationToken);
        while (true)
        {
            var (succeeded, said) = await AskAsync(cancellationToken);
            if (!succeeded)
            {
                await reportFailure(said);
            }
            failures = succeeded ? 0 : failures + 1;
            var changed = succeeded ? !isReady : isReady && failures >= (probe.FailureThreshold ?? 3);
            if (changed)
            {
                isReady = succeeded;
                wasReady |= succeeded;
                await report(isReady);
            }
            var wait = wasReady || period < LongestFirstPeriod ? period : LongestFirstPeriod;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task<ProbeResult> AskAsync(CancellationToken cancellationToken)
    {
        // Starting a program takes longer here than in a node's container, where nothing else starts at the same time.
        var limit = TimeSpan.FromSeconds(Math.Max(probe.TimeoutSeconds ?? 1, 10));
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await run(probe.Exec!.Command ?? [], either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(
                false,
                string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0} s")
            );
        }
    }
}
