using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Bench.Load;

/// <summary>What a cache of a kind costs: time until it is there, and memory while it is.</summary>
internal sealed class InformerScenario : IScenario
{
    public string Name => "informer";

    public string Description => "a cache of all ContainerRuntimes: time to sync, and bytes per object";

    public async Task RunAsync(LoadSettings settings, Report report, CancellationToken cancellationToken)
    {
        await using var cluster = await BenchCluster.StartAsync(isDurable: false, cancellationToken);
        await cluster.FillAsync(settings.Objects, report, cancellationToken);
        var untyped = Resource.Untyped(ContainerRuntime.ResourceType);
        // Once for the code to be compiled.
        await NaiveAsync(cluster, untyped, cancellationToken);
        var naive = await MeasureAsync(
            "list into JsonNode, all kept",
            () => NaiveAsync(cluster, untyped, cancellationToken)
        );
        await MeasureAsync("informer, untyped", () => InformAsync(cluster, untyped, cancellationToken));
        await MeasureAsync(
            "informer, typed",
            () => InformAsync(cluster, Resource.Of<ContainerRuntime>(), cancellationToken)
        );

        async Task<double> MeasureAsync(string name, Func<Task<IAsyncDisposable>> fill)
        {
            report.Progress(name);
            var before = Heap.Measure();
            var started = Stopwatch.GetTimestamp();
            await using var cache = await fill();
            var took = Stopwatch.GetElapsedTime(started);
            var bytes = (Heap.Measure() - before) / (double)settings.Objects;
            GC.KeepAlive(cache);
            report.Row($"{name}, sync", took.TotalMilliseconds, "ms", $"{settings.Objects} objects");
            report.Row($"{name}, memory", bytes, "bytes/object");
            return bytes;
        }
    }

    /// <summary>The baseline: what everybody writes first.</summary>
    private static async Task<IAsyncDisposable> NaiveAsync(
        BenchCluster cluster,
        Resource<JsonObject> resource,
        CancellationToken cancellationToken
    )
    {
        var list = await cluster.Client.ListAsync(resource, new ListOptions(), cancellationToken);
        // A tree is only made of the text when somebody looks at it, as a controller does.
        var cache = list.Items.ToDictionary(item => item["metadata"]!["name"]!.ToString(), StringComparer.Ordinal);
        foreach (var item in cache.Values)
        {
            _ = item["spec"]!["type"]!.ToString();
        }
        return new Kept(cache);
    }

    private static async Task<IAsyncDisposable> InformAsync<T>(
        BenchCluster cluster,
        Resource<T> resource,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var informer = new Informer<T>(
            cluster.Client,
            resource,
            InformerScope.All,
            TimeProvider.System,
            new Random(1),
            NullLogger<Informer<T>>.Instance
        );
        var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = informer.RunAsync(stopping.Token);
        await informer.WaitUntilSyncedAsync(cancellationToken);
        return new Running(informer, running, stopping);
    }

    private sealed class Kept(object cache) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            GC.KeepAlive(cache);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Running(object informer, Task task, CancellationTokenSource stopping) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await task;
            stopping.Dispose();
            GC.KeepAlive(informer);
        }
    }
}
