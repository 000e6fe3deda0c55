using System.Diagnostics;
using Graft.Kubernetes.Controllers;

namespace Graft.Bench.Load;

/// <summary>Keys through a controller's queue: added, taken, done.</summary>
internal sealed class QueueScenario : IScenario
{
    public string Name => "queue";

    public string Description => "keys through a work queue, from adding to done";

    public async Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken)
    {
        foreach (var (producers, consumers) in ((int, int)[])[(1, 1), (4, 4), (16, 16)])
        {
            await MeasureAsync(settings.ManyWrites, producers, consumers, distinct: true, report, cancellationToken);
        }
        await MeasureAsync(settings.ManyWrites, 4, 4, distinct: false, report, cancellationToken);
        await PrioritiesAsync(settings.ManyWrites, report, cancellationToken);
    }

    /// <summary>Real events among the keys of a resync: how long they wait for their turn.</summary>
    private static async Task PrioritiesAsync(int keys, Report report, CancellationToken cancellationToken)
    {
        const int Events = 100;
        using var queue = new WorkQueue<int>(new WorkQueueOptions(), TimeProvider.System, new Random(1));
        for (var i = 0; i < keys; i++)
        {
            queue.Add(i, WorkPriority.Low);
        }
        for (var i = 0; i < Events; i++)
        {
            queue.Add(-1 - i, WorkPriority.Normal);
        }
        var taken = 0;
        for (var events = 0; events < Events; taken++)
        {
            var (_, key) = await queue.TakeAsync(cancellationToken);
            events += key < 0 ? 1 : 0;
            queue.Done(key);
        }
        report.Row($"taken until {Events} events were done, behind {keys} of a resync", taken, "keys");
    }

    private static async Task MeasureAsync(
        int keys,
        int producers,
        int consumers,
        bool distinct,
        Report report,
        CancellationToken cancellationToken
    )
    {
        using var queue = new WorkQueue<int>(new WorkQueueOptions(), TimeProvider.System, new Random(1));
        var started = Stopwatch.GetTimestamp();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var consuming = Enumerable.Range(0, consumers).Select(_ => Task.Run(ConsumeAsync, cancellationToken)).ToList();
        await Parallelism.ForAsync(
            producers,
            keys,
            i =>
            {
                queue.Add(distinct ? i : i % 100);
                return Task.CompletedTask;
            },
            cancellationToken
        );
        while (queue.Count > 0)
        {
            await Task.Yield();
        }
        queue.Complete();
        await Task.WhenAll(consuming);
        var took = Stopwatch.GetElapsedTime(started);
        var name = $"{producers} add, {consumers} take, {(distinct ? "distinct keys" : "100 keys")}";
        report.Row(name, keys / took.TotalSeconds, "keys/s");
        report.Row(
            $"{name}, allocated",
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)keys,
            "bytes/key"
        );

        async Task ConsumeAsync()
        {
            while (await queue.TakeAsync(cancellationToken) is (true, var key))
            {
                queue.Forget(key);
                queue.Done(key);
            }
        }
    }
}
