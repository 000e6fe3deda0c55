using System.Text;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.ResourceManager.Tests;

/// <summary>A source cluster, a target cluster, and the resource manager between them.</summary>
internal sealed class TwoClusters : IAsyncDisposable
{
    public const string SourceNamespace = "shoot--local--demo";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly EmbeddedControlPlane _controlPlane;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private TwoClusters(EmbeddedControlPlane controlPlane, KubernetesClient source, KubernetesClient target)
    {
        _controlPlane = controlPlane;
        Source = source;
        Target = target;
    }

    public KubernetesClient Source { get; }

    public KubernetesClient Target { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TwoClusters> StartAsync(ResourceManagerOptions? options = null)
    {
        var controlPlane = await EmbeddedControlPlane.StartAsync(new EmbeddedControlPlaneOptions(), Cancellation);
        var seed = await controlPlane.AddClusterAsync("seed", new EmbeddedClusterOptions(), Cancellation);
        var shoot = await controlPlane.AddClusterAsync("shoot", new EmbeddedClusterOptions(), Cancellation);
        await seed.InstallAsync(SeedCustomResourceDefinitions.All, Cancellation);
        var clusters = new TwoClusters(controlPlane, seed.CreateClient(), shoot.CreateClient());
        await clusters.Source.CreateAsync(
            new Namespace { Metadata = new ObjectMeta { Name = SourceNamespace } },
            Cancellation
        );
        var controller = new ManagedResourceController(
            clusters.Source,
            clusters.Target,
            options ?? new ResourceManagerOptions { SourceNamespace = SourceNamespace },
            TimeProvider.System,
            new Random(1),
            NullLoggerFactory.Instance
        );
        clusters._running = controller.RunAsync(clusters._stop.Token);
        return clusters;
    }

    /// <summary>Writes manifests into a secret and a ManagedResource that refers to it.</summary>
    public async Task<ManagedResource> ApplyAsync(
        string name,
        string manifests,
        Func<ManagedResourceSpec, ManagedResourceSpec>? change = null
    )
    {
        var secret = new Secret
        {
            Metadata = new ObjectMeta { Name = $"secret-{name}", Namespace = SourceNamespace },
            Data = new Dictionary<string, byte[]> { ["config.yaml"] = Encoding.UTF8.GetBytes(manifests) },
        };
        await Source.CreateOrPatchAsync<Secret>(
            new ObjectKey(SourceNamespace, $"secret-{name}"),
            existing => existing is null ? secret : existing with { Data = secret.Data },
            Cancellation
        );
        var spec = new ManagedResourceSpec
        {
            SecretRefs = [new ManagedResourceSecretReference { Name = $"secret-{name}" }],
            InjectLabels = new Dictionary<string, string> { ["shoot.gardener.cloud/no-cleanup"] = "true" },
        };
        return await Source.CreateOrPatchAsync<ManagedResource>(
            new ObjectKey(SourceNamespace, name),
            existing =>
                (
                    existing
                    ?? new ManagedResource
                    {
                        Metadata = new ObjectMeta { Name = name, Namespace = SourceNamespace },
                    }
                ) with
                {
                    Spec = change is null ? spec : change(spec),
                },
            Cancellation
        );
    }

    /// <summary>Waits until a condition of a ManagedResource has a reason, and returns the condition.</summary>
    public async Task<Condition> ConditionAsync(string name, string type, string reason)
    {
        var resource = await UntilAsync<ManagedResource>(
            Source,
            new ObjectKey(SourceNamespace, name),
            item => Find(item, type)?.Reason == reason
        );
        return Find(resource, type)!;
    }

    /// <summary>Waits until an object is as wanted.</summary>
    public static async Task<T> UntilAsync<T>(IKubernetesClient client, ObjectKey key, Func<T, bool> isWanted)
        where T : class, IResource<T>
    {
        var reached = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await ObserveAsync<T>(
            client,
            change =>
            {
                if (change.Key == key && change.Type != InformerEventType.Deleted && isWanted(change.Object))
                {
                    reached.TrySetResult(change.Object);
                }
            },
            reached.Task
        );
        return await reached.Task;
    }

    /// <summary>Waits until an object is gone: a deletion after the list is seen by the watch from there on.</summary>
    public static async Task UntilGoneAsync<T>(IKubernetesClient client, ObjectKey key)
        where T : class, IResource<T>
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(s_deadline);
        var selector = $"metadata.name={key.Name}";
        while (true)
        {
            var listed = await client.ListAsync<T>(
                new ListOptions { Namespace = key.Namespace, FieldSelector = selector },
                limit.Token
            );
            if (listed.Items.Count == 0)
            {
                return;
            }
            var options = new WatchOptions
            {
                Namespace = key.Namespace,
                FieldSelector = selector,
                ResourceVersion = listed.ResourceVersion,
            };
            await foreach (var change in client.WatchAsync<T>(options, limit.Token))
            {
                if (change.Type == WatchEventType.Deleted)
                {
                    return;
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Source.Dispose();
        Target.Dispose();
        await _controlPlane.DisposeAsync();
        _stop.Dispose();
    }

    private static Condition? Find(ManagedResource resource, string type) =>
        resource.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    private static async Task ObserveAsync<T>(IKubernetesClient client, Action<InformerEvent<T>> handler, Task until)
        where T : class, IResource<T>
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var informer = new Informer<T>(
            client,
            Resource.Of<T>(),
            InformerScope.All,
            TimeProvider.System,
            new Random(1),
            NullLogger<Informer<T>>.Instance
        );
        using var subscription = informer.Subscribe(handler);
        var running = informer.RunAsync(stop.Token);
        try
        {
            await until.WaitAsync(s_deadline, Cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }
}
