using System.Threading.Channels;
using Graft.Api.Kubernetes;
using Graft.Landscape.LocalNodes.Kubelet;
using Graft.Testing;

namespace Graft.Landscape.Tests.LocalNodes.Kubelet;

public sealed class ReadinessProbeTests
{
    [Fact]
    public async Task It_is_ready_at_the_first_success_and_not_ready_after_the_threshold()
    {
        var token = TestContext.Current.CancellationToken;
        var time = new ManualTimeProvider();
        var answers = new Queue<bool>([false, true, false, false, true, false, false, false]);
        var asked = Channel.CreateUnbounded<bool>();
        var reports = new List<bool>();
        var failures = new List<string>();
        var probe = new Probe
        {
            Exec = new ExecAction { Command = ["status"] },
            PeriodSeconds = 10,
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var running = new ReadinessProbe(
            probe,
            (_, _) =>
            {
                var answer = answers.Dequeue();
                asked.Writer.TryWrite(answer);
                return Task.FromResult(new ProbeResult(answer, answer ? "" : "not yet"));
            },
            time
        ).RunAsync(
            ready =>
            {
                reports.Add(ready);
                return Task.CompletedTask;
            },
            said =>
            {
                failures.Add(said);
                return Task.CompletedTask;
            },
            stop.Token
        );

        for (var i = 0; i < 8; i++)
        {
            while (!asked.Reader.TryRead(out _))
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
        }
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal([true, false], reports);
        Assert.Equal(Enumerable.Repeat("not yet", 6), failures);
    }
}
