using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Bench.Objects;
using Graft.Kubernetes;

namespace Graft.Bench.Load;

/// <summary>Many watches of one kind while objects of it change.</summary>
internal sealed class FanOutScenario : IScenario
{
    private const string Stamp = "bench/sent";

    public string Name => "fanout";

    public string Description =>
        "events to many watchers; a latency is from before the write to the event in the client";

    public async Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(isDurable: false, cancellationToken);
        var objects = Math.Min(100, settings.Objects);
        await cluster.FillAsync(objects, report, cancellationToken);
        var list = await cluster.Client.ListAsync<ContainerRuntime>(cancellationToken);
        // The paced run says how long an event is under way; the other one how many there can be.
        await MeasureAsync(cluster, settings, report, list.ResourceVersion, pace: 20, cancellationToken);
        list = await cluster.Client.ListAsync<ContainerRuntime>(cancellationToken);
        await MeasureAsync(cluster, settings, report, list.ResourceVersion, pace: null, cancellationToken);
    }

    private static async Task MeasureAsync(
        BenchCluster cluster,
        LoadSettings settings,
        Report report,
        string? version,
        int? pace,
        CancellationToken cancellationToken
    )
    {
        var writes = pace is null ? Math.Min(settings.Writes, 2000) : Math.Min(settings.Writes, 200);
        report.Progress($"{settings.Watchers} watchers, {writes} writes");
        var latencies = new Latencies();
        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        using var client = cluster.CreateClient();
        var watching = Enumerable
            .Range(0, settings.Watchers)
            .Select(_ => Task.Run(() => WatchAsync(client, version, writes, latencies, cancellationToken)))
            .ToList();
        await Parallelism.ForAsync(
            pace is null ? 4 : 1,
            writes,
            async i =>
            {
                await WriteAsync(cluster.Client, i, Math.Min(100, settings.Objects), cancellationToken);
                if (pace is not null)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1.0 / pace.Value), cancellationToken);
                }
            },
            cancellationToken
        );
        await Task.WhenAll(watching);
        var took = Stopwatch.GetElapsedTime(started);
        var used = Environment.CpuUsage.TotalTime - processor;
        var name = pace is null ? "at full speed" : $"at {pace} writes/s";
        report.Rows($"events, {settings.Watchers} watchers, {name}", latencies, took);
        report.Row(
            $"processor per event, {name}",
            used.TotalMicroseconds / latencies.Count,
            "µs",
            "both ends and the writes"
        );
    }

    private static async Task WatchAsync(
        KubernetesClient client,
        string? version,
        int events,
        Latencies latencies,
        CancellationToken cancellationToken
    )
    {
        var options = new WatchOptions { ResourceVersion = version };
        await foreach (var change in client.WatchAsync<ContainerRuntime>(options, cancellationToken))
        {
            var sent = long.Parse(change.Object.Metadata.Annotations![Stamp], CultureInfo.InvariantCulture);
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            if (--events == 0)
            {
                return;
            }
        }
    }

    private static Task WriteAsync(
        KubernetesClient client,
        int number,
        int objects,
        CancellationToken cancellationToken
    )
    {
        var annotations = new JsonObject { [Stamp] = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture) };
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } };
        return client.PatchAsync<ContainerRuntime>(
            Runtimes.Key(number % objects),
            Patch.Merge(patch),
            cancellationToken
        );
    }
}
