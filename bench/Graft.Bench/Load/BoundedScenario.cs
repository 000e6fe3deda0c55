using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Bench.Objects;
using Graft.Kubernetes;

namespace Graft.Bench.Load;

/// <summary>What is left of many writes: the memory and the disk must be those of what is stored.</summary>
internal sealed class BoundedScenario : IScenario
{
    private const int Objects = 100;

    public string Name => "bounded";

    public string Description => "heap and journal while a hundred objects are written over and over, with fsync";

    public async Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(isDurable: true, cancellationToken);
        await cluster.FillAsync(Objects, report, cancellationToken);
        await MeasureAsync(0);
        var step = Math.Max(1, settings.ManyWrites / 5);
        for (var done = 0; done < settings.ManyWrites; )
        {
            var start = done;
            await Parallelism.ForAsync(
                64,
                Math.Min(step, settings.ManyWrites - done),
                i => WriteAsync(cluster.Client, start + i, cancellationToken),
                cancellationToken
            );
            done += Math.Min(step, settings.ManyWrites - done);
            await MeasureAsync(done);
        }

        async Task MeasureAsync(int writes)
        {
            report.Progress($"{writes} writes");
            report.Row($"heap after {writes} writes", await Heap.MeasureAsync() / 1e6, "MB");
            var files = new DirectoryInfo(Path.Combine(cluster.Directory!, "clusters")).EnumerateFiles(
                "*",
                SearchOption.AllDirectories
            );
            report.Row($"files after {writes} writes", files.Sum(file => file.Exists ? file.Length : 0) / 1e6, "MB");
        }
    }

    private static Task WriteAsync(KubernetesClient client, int number, CancellationToken cancellationToken)
    {
        var annotations = new JsonObject { ["bench/number"] = $"{number}" };
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } };
        return client.PatchAsync<ContainerRuntime>(
            Runtimes.Key(number % Objects),
            Patch.Merge(patch),
            cancellationToken
        );
    }
}
