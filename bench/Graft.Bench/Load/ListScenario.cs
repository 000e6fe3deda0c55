using System.Diagnostics;
using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Bench.Load;

/// <summary>Lists of a large kind, as a whole and in pages.</summary>
internal sealed class ListScenario : IScenario
{
    private const int Rounds = 5;

    public string Name => "list";

    public string Description => "lists of all ContainerRuntimes; what both ends allocate";

    public async Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(isDurable: false, cancellationToken);
        await cluster.FillAsync(settings.Objects, report, cancellationToken);
        await MeasureAsync("in one answer", new ListOptions { Limit = null });
        await MeasureAsync("in pages of 500", new ListOptions());
        await MeasureAsync(
            "by label, one of four pools",
            new ListOptions { LabelSelector = "worker.gardener.cloud/pool=pool-1" }
        );
        await MeasureAsync(
            "by label, one shoot",
            new ListOptions { LabelSelector = "extensions.gardener.cloud/shoot=shoot-1" }
        );

        async Task MeasureAsync(string name, ListOptions options)
        {
            report.Progress($"list {name}");
            await cluster.Client.ListAsync<ContainerRuntime>(options, cancellationToken);
            var latencies = new Latencies();
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Rounds; i++)
            {
                await latencies.MeasureAsync(() =>
                    cluster.Client.ListAsync<ContainerRuntime>(options, cancellationToken)
                );
            }
            report.Row($"{name}, p50", latencies.Percentile(0.5), "ms", $"{settings.Objects} objects");
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            report.Row($"{name}, allocated", allocated / (double)Rounds / 1e6, "MB");
        }
    }
}
