using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Bench.Load;

/// <summary>One way to keep a kind in memory.</summary>
internal sealed record CacheForm(
    string Name,
    string Description,
    Func<KubernetesClient, CancellationToken, Task<IAsyncDisposable>> FillAsync
);

/// <summary>The ways that are compared.</summary>
internal static class CacheForms
{
    public static IReadOnlyList<CacheForm> All { get; } =
    [
        new("naive", "a list of JsonNode, kept as it came", NaiveAsync),
        new("untyped", "informer of JsonObject", (client, cancel) => InformAsync(client, Untyped, new(), null, cancel)),
        new("typed", "informer of the record", (client, cancel) => InformAsync(client, Typed, new(), null, cancel)),
        new(
            "transform",
            "informer of the record without annotations and status",
            (client, cancel) => InformAsync(client, Typed, new(), Slim, cancel)
        ),
    ];

    private static Resource<JsonObject> Untyped => Resource.Untyped(ContainerRuntime.ResourceType);

    private static Resource<ContainerRuntime> Typed => Resource.Of<ContainerRuntime>();

    private static ContainerRuntime Slim(ContainerRuntime item) =>
        item with
        {
            Metadata = item.Metadata with { Annotations = null },
            Status = null,
        };

    /// <summary>The baseline: what everybody writes first.</summary>
    private static async Task<IAsyncDisposable> NaiveAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        var list = await client.ListAsync(Untyped, new ListOptions(), cancellationToken);
        var cache = list.Items.ToDictionary(item => item["metadata"]!["name"]!.ToString(), StringComparer.Ordinal);
        foreach (var item in cache.Values)
        {
            // A tree is only made of the text when somebody looks at it, as a controller does.
            _ = item["spec"]!["type"]!.ToString();
        }
        return new Kept(cache);
    }

    private static async Task<IAsyncDisposable> InformAsync<T>(
        KubernetesClient client,
        Resource<T> resource,
        InformerOptions options,
        Func<T, T>? transform,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var logger = NullLogger<Informer<T>>.Instance;
        var random = new Random(1);
        var scope = InformerScope.All;
        var informer = new Informer<T>(
            client,
            resource,
            scope,
            options,
            transform,
            TimeProvider.System,
            random,
            logger
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
