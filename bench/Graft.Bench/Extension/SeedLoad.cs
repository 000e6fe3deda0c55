using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Bench.Load;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Bench.Extension;

/// <summary>
/// Plays Gardener's core: writes ContainerRuntimes as it does, and sees by a watch when the extension is done with all of
/// them.
/// </summary>
internal sealed class SeedLoad : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(20);

    private readonly IKubernetesClient _client;
    private readonly ExtensionSettings _settings;
    private readonly SeedObjects _objects;
    private readonly InformerSet _informers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly IReadOnlyList<(string Namespace, string Pool)> _all;

    public SeedLoad(IKubernetesClient client, ExtensionSettings settings)
    {
        _client = client;
        _settings = settings;
        _objects = new SeedObjects(settings.Type);
        _informers = new InformerSet(client, TimeProvider.System, Random.Shared, NullLoggerFactory.Instance);
        _informers.Get<ContainerRuntime>();
        _running = _informers.RunAsync(_stop.Token);
        // Pool by pool, so that the objects of a namespace are spread over the whole phase.
        _all =
        [
            .. Enumerable
                .Range(0, settings.Pools)
                .SelectMany(pool =>
                    Enumerable
                        .Range(0, settings.Namespaces)
                        .Select(number => (SeedObjects.Namespace(number), SeedObjects.Pool(pool)))
                ),
        ];
    }

    /// <summary>Namespaces with their Clusters, and one object that waits for the program.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _informers.WaitUntilSyncedAsync(cancellationToken);
        string[] names =
        [
            SeedObjects.First,
            .. Enumerable.Range(0, _settings.Namespaces).Select(SeedObjects.Namespace),
        ];
        await ForAllAsync(
            names.Length,
            async i =>
            {
                await EnsureAsync(Namespace.ResourceType, SeedObjects.NamespaceObject(names[i]), cancellationToken);
                await EnsureAsync(Cluster.ResourceType, _objects.Cluster(names[i], _settings.Pools), cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>Creates the object that waits for the program; the task it returns ends when the object is served.</summary>
    public async Task<Task> CreateFirstAsync(CancellationToken cancellationToken)
    {
        var now = SeedObjects.Now();
        var served = NextAsync(1, change => SeedObjects.IsServed(change.Object, now), cancellationToken);
        await CreateAsync(_objects.Runtime(SeedObjects.First, SeedObjects.Pool(0), now), cancellationToken);
        return served;
    }

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var now = SeedObjects.Now();
        var served = NextAsync(_all.Count, change => SeedObjects.IsServed(change.Object, now), cancellationToken);
        await ForAllAsync(
            _all.Count,
            i => CreateAsync(_objects.Runtime(_all[i].Namespace, _all[i].Pool, now), cancellationToken),
            cancellationToken
        );
        await served;
    }

    public async Task ChangeAsync(CancellationToken cancellationToken)
    {
        var now = SeedObjects.Now();
        var served = NextAsync(_all.Count, change => SeedObjects.IsServed(change.Object, now), cancellationToken);
        await ForAllAsync(
            _all.Count,
            i => _client.PatchAsync<ContainerRuntime>(KeyOf(i), SeedObjects.Change(now), cancellationToken),
            cancellationToken
        );
        await served;
    }

    /// <summary>Returns when the objects are gone, and all that the extension wrote for them.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        var now = SeedObjects.Now();
        var gone = NextAsync(_all.Count, change => change.Type == InformerEventType.Deleted, cancellationToken);
        await ForAllAsync(
            _all.Count,
            async i =>
            {
                await _client.PatchAsync<ContainerRuntime>(KeyOf(i), SeedObjects.Confirmation(now), cancellationToken);
                await _client.DeleteAsync<ContainerRuntime>(KeyOf(i), cancellationToken);
            },
            cancellationToken
        );
        await gone;
        while (await CountAsync<ManagedResource>("", cancellationToken) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
        while (await CountAsync<Secret>($"{WellKnown.Labels.GarbageCollectable}=true", cancellationToken) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    /// <summary>Plays the resource manager's garbage collector: secrets that no ManagedResource refers to any more go.</summary>
    public async Task CollectGarbageAsync(CancellationToken cancellationToken)
    {
        var used = (await _client.ListAsync<ManagedResource>(cancellationToken))
            .Items.SelectMany(item =>
                item.Spec?.SecretRefs?.Select(secret => new ObjectKey(item.Metadata.Namespace, secret.Name!)) ?? []
            )
            .ToHashSet();
        var selector = new ListOptions { LabelSelector = $"{WellKnown.Labels.GarbageCollectable}=true" };
        var unused = (await _client.ListAsync<Secret>(selector, cancellationToken))
            .Items.Select(secret => new ObjectKey(secret.Metadata.Namespace, secret.Metadata.Name!))
            .Where(key => !used.Contains(key))
            .ToList();
        await ForAllAsync(
            unused.Count,
            i => _client.TryDeleteAsync<Secret>(unused[i], cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Removes what is left, the first object among it, and waits until the extension has let go of it.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var key = _objects.Key(SeedObjects.First, SeedObjects.Pool(0));
        var gone = NextAsync(1, change => change.Type == InformerEventType.Deleted, cancellationToken);
        var confirmation = SeedObjects.Confirmation(SeedObjects.Now());
        await _client.PatchAsync<ContainerRuntime>(key, confirmation, cancellationToken);
        await _client.DeleteAsync<ContainerRuntime>(key, cancellationToken);
        await gone;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private ObjectKey KeyOf(int number) => _objects.Key(_all[number].Namespace, _all[number].Pool);

    /// <summary>Ends when so many objects have met the condition; to be called before they can.</summary>
    private async Task NextAsync(
        int count,
        Func<InformerEvent<ContainerRuntime>, bool> condition,
        CancellationToken cancellationToken
    )
    {
        var done = new HashSet<ObjectKey>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = _informers
            .Get<ContainerRuntime>()
            .Subscribe(change =>
            {
                // Events of an informer come one after the other.
                if (!change.IsInitial && condition(change) && done.Add(change.Key) && done.Count == count)
                {
                    all.TrySetResult();
                }
            });
        await all.Task.WaitAsync(s_longest, TimeProvider.System, cancellationToken);
    }

    private Task ForAllAsync(int count, Func<int, Task> operation, CancellationToken cancellationToken) =>
        Parallelism.ForAsync(_settings.Writers, count, operation, cancellationToken);

    private Task CreateAsync(JsonObject runtime, CancellationToken cancellationToken) =>
        _client.CreateAsync(
            Resource.Untyped(ContainerRuntime.ResourceType),
            runtime,
            WriteOptions.Default,
            cancellationToken
        );

    private async Task EnsureAsync(ResourceType type, JsonObject item, CancellationToken cancellationToken)
    {
        try
        {
            await _client.CreateAsync(Resource.Untyped(type), item, WriteOptions.Default, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            // Left by an earlier run at the same server.
        }
    }

    private async Task<int> CountAsync<T>(string selector, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var options = new ListOptions { LabelSelector = selector.Length == 0 ? null : selector };
        var all = await _client.ListAsync(Resource.Untyped(T.ResourceType), options, cancellationToken);
        return all.Items.Count(item => item["metadata"]?["namespace"]?.GetValue<string>() != SeedObjects.First);
    }
}
