using System.Diagnostics;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Bench.Load;

/// <summary>Watches that began with the whole state and then have nothing to tell: what each of them holds.</summary>
internal sealed class IdleWatchScenario : IScenario
{
    public string Name => "idle";

    public string Description => "watches that have told the whole state and wait: heap of both ends for each";

    public async Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(isDurable: false, cancellationToken);
        await cluster.FillAsync(settings.Objects, report, cancellationToken);
        var watchers = Math.Max(1, settings.Watchers / 10);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using (var one = await OpenAsync(cluster.Client, 1, settings.Objects, stopping.Token)) { }
        var before = await Heap.MeasureAsync();
        var started = Stopwatch.GetTimestamp();
        await using var open = await OpenAsync(cluster.Client, watchers, settings.Objects, stopping.Token);
        report.Row(
            $"{watchers} watches of {settings.Objects} objects, state told",
            Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            "ms"
        );
        report.Row("heap", (await Heap.MeasureAsync() - before) / 1e6 / watchers, "MB/watch");
        await stopping.CancelAsync();
    }

    /// <summary>Opens watches and reads each to the end of the state.</summary>
    private static async Task<IAsyncDisposable> OpenAsync(
        KubernetesClient client,
        int watchers,
        int objects,
        CancellationToken cancellationToken
    )
    {
        var open = new OpenWatches();
        await Task.WhenAll(
            Enumerable
                .Range(0, watchers)
                .Select(async _ =>
                {
                    var events = client
                        .WatchAsync<ContainerRuntime>(new WatchOptions(), cancellationToken)
                        .GetAsyncEnumerator(cancellationToken);
                    open.Add(events);
                    for (var i = 0; i < objects; i++)
                    {
                        await events.MoveNextAsync();
                    }
                })
        );
        return open;
    }

    private sealed class OpenWatches : IAsyncDisposable
    {
        private readonly List<IAsyncDisposable> _watches = [];

        public void Add(IAsyncDisposable watch)
        {
            lock (_watches)
            {
                _watches.Add(watch);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var watch in _watches)
            {
                await watch.DisposeAsync();
            }
        }
    }
}
