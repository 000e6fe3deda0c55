using Graft.Api;
using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Extensions.Controllers;
using Graft.Extensions.Controllers.Operations;
using Graft.Extensions.HealthChecks;
using Graft.Extensions.Tests.Seeds;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Events;
using Graft.Kubernetes.Informers;
using Graft.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Extensions.Tests.Controllers;

/// <summary>The reconciler with real caches on a real API server, run step by step by the test.</summary>
internal sealed class ReconcilerBench : IAsyncDisposable
{
    /// <summary>A type that the controllers of other tests on the same server do not serve.</summary>
    public const string Type = "stepped";

    private readonly CancellationTokenSource _stop = new();
    private readonly InformerSet _informers;
    private readonly ExtensionReconciler<ContainerRuntime> _reconciler;
    private readonly Task _running;

    private ReconcilerBench(IKubernetesClient client, string @namespace)
    {
        Client = client;
        Namespace = @namespace;
        Events = new EventRecorder(
            client,
            new EventRecorderOptions { Component = "extension" },
            TimeProvider.System,
            new Random(1),
            NullLogger<EventRecorder>.Instance
        );
        _informers = new InformerSet(client, TimeProvider.System, new Random(1), NullLoggerFactory.Instance);
        _reconciler = new ExtensionReconciler<ContainerRuntime>(
            client,
            _informers.Get<ContainerRuntime>(),
            new ClusterReader(_informers.Get<Cluster>()),
            WellKnown.Finalizers.ContainerRuntime,
            new ContainerRuntimeOperations(Actuator),
            new ConditionTypes(new HashSet<string>(StringComparer.Ordinal)),
            new OperationEvents<ContainerRuntime>(Events),
            Time
        );
        _running = Task.WhenAll(_informers.RunAsync(_stop.Token), Events.RunAsync(_stop.Token));
    }

    public IKubernetesClient Client { get; }

    public string Namespace { get; }

    public EventRecorder Events { get; }

    public RecordingActuator Actuator { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ReconcilerBench> StartAsync(SeedCluster seed, Func<string, Cluster>? cluster = null)
    {
        var @namespace = await seed.CreateNamespaceAsync();
        await seed.Client.CreateAsync((cluster ?? (name => Samples.Cluster(name)))(@namespace), Token);
        return new ReconcilerBench(seed.Client, @namespace);
    }

    public Task<ContainerRuntime> CreateAsync(string? operation = WellKnown.Operations.Reconcile) =>
        Client.CreateAsync(Samples.Runtime(Namespace, type: Type, operation: operation), Token);

    public Task<ContainerRuntime> ReadAsync() => Client.GetAsync<ContainerRuntime>(Key, Token);

    public async Task AnnotateAsync(string operation)
    {
        var current = await ReadAsync();
        var annotated = current.Metadata with
        {
            Annotations = Samples.Map((WellKnown.Annotations.Operation, operation)),
        };
        await Client.PatchDifferenceAsync(current, current with { Metadata = annotated }, Token);
    }

    public ObjectKey Key => new(Namespace, $"{Type}-a");

    /// <summary>One run, with caches that have seen the latest of everything.</summary>
    public async Task<ReconcileResult> ReconcileAsync()
    {
        await CaughtUpAsync<ContainerRuntime>(Key);
        await CaughtUpAsync<Cluster>(new ObjectKey(Namespace));
        return await _reconciler.ReconcileAsync(Key, Token);
    }

    /// <summary>Ends caches and events; what was told has then been written.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task CaughtUpAsync<T>(ObjectKey key)
        where T : class, IResource<T>
    {
        var wanted = (await Client.FindAsync<T>(key, Token))?.Metadata.ResourceVersion;
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var informer = _informers.Get<T>();
        using var subscription = informer.Subscribe(_ => Look());
        await informer.WaitUntilSyncedAsync(Token);
        Look();
        await seen.Task.WaitAsync(Watching.Deadline, Token);

        void Look()
        {
            if (informer.Find(key)?.Metadata.ResourceVersion == wanted)
            {
                seen.TrySetResult();
            }
        }
    }
}
