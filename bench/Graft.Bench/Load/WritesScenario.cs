using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Bench.Objects;
using Graft.Kubernetes;

namespace Graft.Bench.Load;

/// <summary>Clients that create and patch, each of them one request at a time.</summary>
internal sealed class WritesScenario : IScenario
{
    public string Name => "writes";

    public string Description => "creates and merge patches per second over HTTPS, in memory and with fsync";

    public async Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken)
    {
        foreach (var isDurable in (bool[])[false, true])
        {
            await using var cluster = await BenchCluster.StartAsync(isDurable, cancellationToken);
            var place = isDurable ? "fsync" : "memory";
            await cluster.FillAsync(Math.Min(500, settings.Objects), report, cancellationToken);
            var first = settings.Objects;
            foreach (var writers in settings.Writers)
            {
                report.Progress($"{settings.Writes} writes, {writers} writers, {place}");
                var start = first;
                await MeasureAsync(
                    $"create, {writers} writers, {place}",
                    i => cluster.Client.CreateAsync(Runtimes.New(start + i), cancellationToken)
                );
                await MeasureAsync(
                    $"patch, {writers} writers, {place}",
                    i => PatchAsync(cluster.Client, start + i, cancellationToken)
                );
                first += settings.Writes;

                async Task MeasureAsync(string measurement, Func<int, Task> write)
                {
                    var latencies = new Latencies();
                    var processor = Environment.CpuUsage.TotalTime;
                    var started = Stopwatch.GetTimestamp();
                    await Parallelism.ForAsync(
                        writers,
                        settings.Writes,
                        i => latencies.MeasureAsync(() => write(i)),
                        cancellationToken
                    );
                    report.Rows(measurement, latencies, Stopwatch.GetElapsedTime(started));
                    var used = Environment.CpuUsage.TotalTime - processor;
                    report.Row(
                        $"{measurement}, processor",
                        used.TotalMilliseconds / settings.Writes,
                        "ms",
                        "both ends"
                    );
                }
            }
        }
    }

    private static Task PatchAsync(KubernetesClient client, int number, CancellationToken cancellationToken)
    {
        var annotations = new JsonObject { ["gardener.cloud/timestamp"] = $"{number}" };
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } };
        return client.PatchAsync<ContainerRuntime>(Runtimes.Key(number), Patch.Merge(patch), cancellationToken);
    }
}
