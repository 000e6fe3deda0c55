using System.Collections.Concurrent;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.ManagedResources;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// The ManagedResources of a container runtime: one of what the Shoot has once, and one per pool. The shared one lives as
/// long as any pool has the runtime.
/// </summary>
/// <remarks>
/// Whether a pool is the last is decided under a lock per namespace: of two that go at once exactly one removes the shared
/// objects, and one that comes meanwhile finds them or makes them anew.
/// </remarks>
internal sealed class RuntimeInstallation(
    RuntimeComponent component,
    IRuntimeChart chart,
    IKubernetesClient seed,
    Informer<ContainerRuntime> runtimes,
    ManagedResourceSet resources
)
{
    /// <summary>The resource manager's reports end the wait sooner; this is for one that was missed.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    // Set before the last look at what is waited for: a change after the look then finds the runtime here.
    private readonly ConcurrentDictionary<ObjectKey, bool> _waiting = new();

    /// <summary>Which ManagedResources these are.</summary>
    public InformerScope Scope => resources.Scope;

    /// <summary>Writes both, and says what they are still waited for. Does not wait for the resource manager.</summary>
    /// <exception cref="ErrorCodesException">The pool's configuration cannot be used; nothing was written.</exception>
    /// <exception cref="RequeueException">A former ManagedResource is still being deleted; nothing was written.</exception>
    public async Task<InstallationStatus> ReconcileAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        PoolSelection.NameOf(runtime);
        var pool = chart.Pool(runtime, cluster);
        RequireNoneIsGoing(runtime);
        ManagedResource shared;
        using (await LockAsync(runtime, cancellationToken))
        {
            var pools = OthersOf(runtime, runtimes.List(runtime.Metadata.Namespace)).Append(runtime);
            shared = await WriteSharedAsync(runtime, pools, cluster, cancellationToken);
        }
        var own = await resources.CreateOrUpdateAsync(Pool(runtime), pool, cancellationToken);
        return InstallationStatus.Of((Shared(runtime).Name, shared), (Pool(runtime).Name, own));
    }

    /// <summary>How far the resource manager is, from what is cached.</summary>
    public InstallationStatus StatusOf(ContainerRuntime runtime) =>
        InstallationStatus.Of(
            (Shared(runtime).Name, resources.Find(Shared(runtime))),
            (Pool(runtime).Name, resources.Find(Pool(runtime)))
        );

    /// <summary>
    /// Has an attempt ended because of a ManagedResource that is not yet as it must be? True once: what wakes it need not be
    /// told twice.
    /// </summary>
    public bool TryWake(ContainerRuntime runtime) => _waiting.TryRemove(KeyOf(runtime), out _);

    /// <summary>Is this one of the ManagedResources that the runtime's pool depends on?</summary>
    public bool IsOf(ContainerRuntime runtime, ManagedResource resource) =>
        Resource.Of<ManagedResource>().KeyOf(resource) is var key && (key == Pool(runtime) || key == Shared(runtime));

    /// <summary>
    /// Makes the pool's installers take the runtime off their nodes. Returns when no node has it any more; also where the
    /// pool's ManagedResource is gone or going already.
    /// </summary>
    /// <param name="runtime">The runtime that goes.</param>
    /// <param name="pool">What the pool has while the runtime is installed.</param>
    /// <param name="cancellationToken">Stops the attempt; nodes that have begun go on.</param>
    /// <exception cref="RequeueException">Not all nodes are done; the message says what the resource manager reports.</exception>
    public async Task UninstallAsync(ContainerRuntime runtime, Manifest pool, CancellationToken cancellationToken)
    {
        var key = Pool(runtime);
        if (await resources.FindStoredAsync(key, cancellationToken) is not { Metadata.DeletionTimestamp: null })
        {
            return;
        }
        _waiting[KeyOf(runtime)] = true;
        var current = await resources.CreateOrUpdateAsync(key, NodeUninstaller.Of(pool), cancellationToken);
        if (ManagedResourceHealth.FindProblem(current) is { } problem)
        {
            throw new RequeueException(
                s_pause,
                $"waiting until {component.Type} is uninstalled from every node of the pool, which a node refuses while "
                    + $"pods use it (graft-node-installer status --absent says which): {problem}"
            );
        }
    }

    /// <summary>
    /// Removes the pool's. The shared one goes after the last pool's; before, it is brought to what the others need.
    /// </summary>
    /// <param name="runtime">The runtime that goes.</param>
    /// <param name="cluster">The Shoot.</param>
    /// <param name="waits">Whether to return only when they are gone, up to two minutes each.</param>
    /// <param name="cancellationToken">Stops the wait; nothing is undone.</param>
    /// <exception cref="TimeoutException">One is still there.</exception>
    public async Task DeleteAsync(
        ContainerRuntime runtime,
        ClusterContext cluster,
        bool waits,
        CancellationToken cancellationToken
    )
    {
        TryWake(runtime);
        await DeleteAsync(Pool(runtime), waits, cancellationToken);
        using (await LockAsync(runtime, cancellationToken))
        {
            var others = await OthersAsync(runtime, cancellationToken);
            if (others.Count == 0)
            {
                await DeleteAsync(Shared(runtime), waits, cancellationToken);
            }
            else
            {
                await TryWriteSharedAsync(runtime, others, cluster, cancellationToken);
            }
        }
    }

    /// <summary>Lets go of both; the objects in the Shoot stay.</summary>
    /// <exception cref="InvalidOperationException">It did not work; the message names the ManagedResource.</exception>
    public async Task MigrateAsync(ContainerRuntime runtime, CancellationToken cancellationToken)
    {
        TryWake(runtime);
        using (await LockAsync(runtime, cancellationToken))
        {
            foreach (var key in (ObjectKey[])[Shared(runtime), Pool(runtime)])
            {
                await LetGoAsync(key, cancellationToken);
            }
        }
    }

    private async Task LetGoAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            await resources.SetKeepObjectsAsync(key, true, cancellationToken);
        }
        catch (Exception exception) when (exception is KubernetesException or HttpRequestException)
        {
            throw new InvalidOperationException(
                $"could not keep objects of managed resource \"{key.Name}\": {exception.Message}",
                exception
            );
        }
        try
        {
            await DeleteAsync(key, waits: true, cancellationToken);
        }
        catch (Exception exception) when (exception is KubernetesException or HttpRequestException or TimeoutException)
        {
            throw new InvalidOperationException(
                $"could not delete managed resource \"{key.Name}\": {exception.Message}",
                exception
            );
        }
    }

    /// <summary>
    /// What is being deleted would take the new objects with it. In a Shoot that sleeps that lasts until it wakes, so nobody
    /// waits here for it.
    /// </summary>
    private void RequireNoneIsGoing(ContainerRuntime runtime)
    {
        if (FindGoing(runtime) is not null)
        {
            _waiting[KeyOf(runtime)] = true;
            if (FindGoing(runtime) is { } message)
            {
                throw new RequeueException(s_pause, message);
            }
        }
        TryWake(runtime);
    }

    private string? FindGoing(ContainerRuntime runtime) =>
        ((ObjectKey[])[Shared(runtime), Pool(runtime)])
            .Select(key =>
                resources.Find(key) is { Metadata.DeletionTimestamp: not null } going
                    ? ManagedResourceSet.StillPresent(key, going)
                    : null
            )
            .FirstOrDefault(message => message is not null);

    private Task DeleteAsync(ObjectKey key, bool waits, CancellationToken cancellationToken) =>
        waits ? resources.DeleteAndWaitAsync(key, cancellationToken) : resources.DeleteAsync(key, cancellationToken);

    private Task<ManagedResource> WriteSharedAsync(
        ContainerRuntime runtime,
        IEnumerable<ContainerRuntime> pools,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        // A pool without a usable name has no nodes, and must not spoil what the others share.
        var ordered = pools
            .Where(PoolSelection.HasUsableName)
            .OrderBy(pool => pool.Spec?.WorkerPool?.Name, StringComparer.Ordinal)
            .ToList();
        return resources.CreateOrUpdateAsync(Shared(runtime), chart.Shared(ordered, cluster), cancellationToken);
    }

    /// <summary>What cannot be rendered stays as it is: it must not keep a pool from going.</summary>
    private async Task TryWriteSharedAsync(
        ContainerRuntime runtime,
        IReadOnlyList<ContainerRuntime> others,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await WriteSharedAsync(runtime, others, cluster, cancellationToken);
        }
        catch (Exception exception) when (exception is ErrorCodesException or InvalidDataException)
        {
            // The pools that remain report it when they are reconciled.
        }
    }

    /// <summary>
    /// The other pools that keep the runtime. One that the cache still takes for living comes here itself when it goes, and
    /// then sees this one going; that there is none is asked of the API server, since one may just have come.
    /// </summary>
    private async Task<IReadOnlyList<ContainerRuntime>> OthersAsync(
        ContainerRuntime runtime,
        CancellationToken cancellationToken
    )
    {
        var @namespace = runtime.Metadata.Namespace;
        var known = OthersOf(runtime, runtimes.List(@namespace));
        if (known.Count > 0)
        {
            return known;
        }
        var all = await seed.ListAsync<ContainerRuntime>(ListOptions.In(@namespace), cancellationToken);
        return OthersOf(runtime, all.Items);
    }

    private IReadOnlyList<ContainerRuntime> OthersOf(ContainerRuntime runtime, IEnumerable<ContainerRuntime> all) =>
        [.. all.Where(other => IsAlive(other) && other.Metadata.Name != runtime.Metadata.Name)];

    private bool IsAlive(ContainerRuntime runtime) =>
        runtime.Spec?.Type == component.Type && runtime.Metadata.DeletionTimestamp is null;

    private static ObjectKey KeyOf(ContainerRuntime runtime) => Resource.Of<ContainerRuntime>().KeyOf(runtime);

    private ObjectKey Shared(ContainerRuntime runtime) => new(runtime.Metadata.Namespace, component.SharedResources);

    private ObjectKey Pool(ContainerRuntime runtime) =>
        new(runtime.Metadata.Namespace, component.PoolResources(runtime.Spec?.WorkerPool?.Name ?? ""));

    private async Task<Releaser> LockAsync(ContainerRuntime runtime, CancellationToken cancellationToken)
    {
        var semaphore = _locks.GetOrAdd(runtime.Metadata.Namespace ?? "", _ => new SemaphoreSlim(1, 1));
        await semaphore.WaitAsync(cancellationToken);
        return new Releaser(semaphore);
    }

    private sealed class Releaser(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
