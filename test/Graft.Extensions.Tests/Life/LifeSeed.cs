using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Tests.Seeds;
using Graft.Gardenlet.CustomResourceDefinitions;
using Graft.Kubernetes;
using Graft.Kubernetes.Embedded;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Extensions.Tests.Life;

/// <summary>
/// A seed of a class's own, with a record of what its API server accepted, and with the resource managers of its Shoots.
/// Controllers serve every namespace: such classes run beside each other without meeting.
/// </summary>
public sealed class LifeSeed : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private int _namespaces;
    private KubernetesClient? _client;
    private Task _informers = Task.CompletedTask;

    internal EmbeddedCluster Cluster { get; private set; } = null!;

    internal WriteAudit Audit { get; } = new();

    internal StandInResourceManager ResourceManager { get; private set; } = null!;

    internal Informer<ContainerRuntime> Runtimes { get; private set; } = null!;

    internal Informer<ManagedResource> Resources { get; private set; } = null!;

    public IKubernetesClient Client => _client ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        Cluster = await EmbeddedCluster.StartAsync(
            new EmbeddedClusterOptions { AdmissionPlugins = [Audit] },
            new EmbeddedControlPlaneOptions(),
            CancellationToken.None
        );
        await Cluster.InstallAsync(SeedCustomResourceDefinitions.All, CancellationToken.None);
        _client = Cluster.CreateClient();
        var informers = new InformerSet(_client, TimeProvider.System, Random.Shared, NullLoggerFactory.Instance);
        Runtimes = informers.Get<ContainerRuntime>();
        Resources = informers.Get<ManagedResource>();
        ResourceManager = new StandInResourceManager(_client, informers);
        _informers = informers.RunAsync(_stop.Token);
    }

    /// <summary>A fresh Shoot namespace with its Cluster.</summary>
    internal async Task<string> CreateShootAsync(Func<string, Cluster>? cluster = null)
    {
        var name = $"shoot--life--n{Interlocked.Increment(ref _namespaces)}";
        var token = TestContext.Current.CancellationToken;
        await Client.CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = name } }, token);
        await Client.CreateAsync((cluster ?? (key => Samples.Cluster(key)))(name), token);
        return name;
    }

    /// <summary>Gives a Shoot's Cluster another content.</summary>
    internal async Task ChangeAsync(Cluster cluster)
    {
        var token = TestContext.Current.CancellationToken;
        var current = await Client.GetAsync<Cluster>(new ObjectKey(cluster.Metadata.Name!), token);
        await Client.PatchDifferenceAsync(current, current with { Spec = cluster.Spec }, token);
    }

    /// <summary>Gives pools of a Shoot a runtime as the core does; returns when all are rolled out.</summary>
    internal async Task InstallAsync(string @namespace, params IReadOnlyList<string> pools)
    {
        var token = TestContext.Current.CancellationToken;
        foreach (var pool in pools)
        {
            await Client.CreateAsync(Samples.Runtime(@namespace, pool, "gvisor"), token);
        }
        await UntilAsync(
            () => pools.All(pool => IsSettled(@namespace, $"gvisor-{pool}", LastOperationType.Create)),
            token
        );
    }

    /// <summary>Takes the runtime from pools, all at once; returns when their objects are gone.</summary>
    internal async Task RemoveAsync(string @namespace, params IReadOnlyList<string> pools)
    {
        var token = TestContext.Current.CancellationToken;
        var keys = pools.Select(pool => new ObjectKey(@namespace, $"gvisor-{pool}")).ToList();
        await Task.WhenAll(keys.Select(key => Client.DeleteAsync<ContainerRuntime>(key, token)));
        await Task.WhenAll(keys.Select(key => Client.UntilGoneAsync<ContainerRuntime>(key)));
        await UntilAsync(() => keys.All(key => IsGone(@namespace, key.Name)), token);
    }

    /// <summary>Asks for an operation as the core does, with the time of the wish.</summary>
    internal Task AskAsync(string @namespace, string name, string operation, JsonObject? spec = null)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject
                {
                    [WellKnown.Annotations.Operation] = operation,
                    [WellKnown.Annotations.Timestamp] = Rfc3339.Precise(DateTimeOffset.UtcNow),
                },
            },
        };
        if (spec is not null)
        {
            patch["spec"] = spec;
        }
        return Client.PatchAsync<ContainerRuntime>(
            new ObjectKey(@namespace, name),
            Patch.Merge(patch),
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Returns when the objects are as wanted; told by the watches.</summary>
    internal async Task UntilAsync(Func<bool> holds, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (holds())
            {
                done.TrySetResult();
            }
        }
        using var first = Runtimes.Subscribe(_ => Look());
        using var second = Resources.Subscribe(_ => Look());
        Look();
        try
        {
            await done.Task.WaitAsync(Watching.Deadline, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The objects are not as wanted: {State()}", exception);
        }
    }

    /// <summary>What the watches have told, for whoever must find out why a test waits.</summary>
    private string State() =>
        string.Join(
            '\n',
            Runtimes
                .List()
                .Select(item => JsonSerializer.Serialize(item, ContainerRuntime.JsonTypeInfo))
                .Concat(Resources.List().Select(item => JsonSerializer.Serialize(item, ManagedResource.JsonTypeInfo)))
        );

    /// <summary>Returns when the watches have told what is in a namespace now.</summary>
    internal async Task CatchUpAsync(string @namespace)
    {
        var token = TestContext.Current.CancellationToken;
        var stored = await Client.ListAsync<ContainerRuntime>(ListOptions.In(@namespace), token);
        bool IsKnown(ContainerRuntime one) =>
            Runtimes.Find(new ObjectKey(@namespace, one.Metadata.Name!)) is not { } known
            || ulong.Parse(known.Metadata.ResourceVersion!, CultureInfo.InvariantCulture)
                >= ulong.Parse(one.Metadata.ResourceVersion!, CultureInfo.InvariantCulture);
        await UntilAsync(() => stored.Items.All(IsKnown), token);
    }

    /// <summary>Has the operation ended well, and the core seen all that it waits for, and is the pool rolled out?</summary>
    internal bool IsSettled(string @namespace, string name, string operation, long generation = 1) =>
        Runtimes.Find(new ObjectKey(@namespace, name))
            is { Status: { LastOperation.State: LastOperationState.Succeeded } status } runtime
        && status.LastOperation.Type == operation
        && status.ObservedGeneration == generation
        && runtime.Metadata.Annotations?.ContainsKey(WellKnown.Annotations.Operation) != true
        && (operation == LastOperationType.Migrate ? runtime.Metadata.Finalizers is null or [] : IsRolledOut(runtime));

    internal bool IsGone(string @namespace, string name) => Runtimes.Find(new ObjectKey(@namespace, name)) is null;

    internal static bool IsRolledOut(ContainerRuntime runtime) =>
        runtime.Status?.ProviderStatus is { } status && status.GetProperty("isRolledOut").GetBoolean();

    public async ValueTask DisposeAsync()
    {
        await ResourceManager.DisposeAsync();
        await _stop.CancelAsync();
        await _informers;
        _client?.Dispose();
        await Cluster.DisposeAsync();
        _stop.Dispose();
    }
}
