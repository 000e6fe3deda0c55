using System.Collections.Concurrent;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.ManagedResources;
using Graft.Kubernetes;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>
/// The ManagedResources of a container runtime: one of what the Shoot has once, and one per pool. The shared one lives as
/// long as any pool has the runtime.
/// </summary>
/// <remarks>
/// Whether a pool is the last is asked of the API server, not of a cache, and under a lock per namespace: of two that go
/// at once exactly one removes the shared objects, and one that comes meanwhile finds them or makes them anew.
/// </remarks>
public sealed class RuntimeInstallation(
    RuntimeComponent component,
    IKubernetesClient seed,
    ManagedResourceSet resources
)
{
    private static readonly TimeSpan s_uninstallPoll = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    /// <summary>Writes both. Does not wait for the resource manager.</summary>
    public async Task ReconcileAsync(
        ContainerRuntime runtime,
        Manifest shared,
        Manifest pool,
        CancellationToken cancellationToken
    )
    {
        using (await LockAsync(runtime, cancellationToken))
        {
            await resources.CreateOrUpdateAsync(Shared(runtime), shared, cancellationToken);
        }
        await resources.CreateOrUpdateAsync(Pool(runtime), pool, cancellationToken);
    }

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
        if (await resources.FindAsync(key, cancellationToken) is not { Metadata.DeletionTimestamp: null })
        {
            return;
        }
        await resources.CreateOrUpdateAsync(key, NodeUninstaller.Of(pool), cancellationToken);
        if (
            await resources.FindAsync(key, cancellationToken) is { } current
            && ManagedResourceHealth.FindProblem(current) is { } problem
        )
        {
            throw new RequeueException(
                s_uninstallPoll,
                $"waiting until {component.Type} is uninstalled from every node of the pool, which a node refuses while "
                    + $"pods use it (graft-node-installer status --absent says which): {problem}"
            );
        }
    }

    /// <summary>Removes the pool's, and the shared one after the last pool's.</summary>
    /// <param name="runtime">The runtime that goes.</param>
    /// <param name="waits">Whether to return only when they are gone, up to two minutes each.</param>
    /// <param name="cancellationToken">Stops the wait; nothing is undone.</param>
    /// <exception cref="TimeoutException">One is still there.</exception>
    public async Task DeleteAsync(ContainerRuntime runtime, bool waits, CancellationToken cancellationToken)
    {
        await DeleteAsync(Pool(runtime), waits, cancellationToken);
        using (await LockAsync(runtime, cancellationToken))
        {
            if (!await IsUsedElsewhereAsync(runtime, cancellationToken))
            {
                await DeleteAsync(Shared(runtime), waits, cancellationToken);
            }
        }
    }

    /// <summary>Lets go of both; the objects in the Shoot stay.</summary>
    /// <exception cref="InvalidOperationException">It did not work; the message names the ManagedResource.</exception>
    public async Task MigrateAsync(ContainerRuntime runtime, CancellationToken cancellationToken)
    {
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

    private async Task DeleteAsync(ObjectKey key, bool waits, CancellationToken cancellationToken)
    {
        await resources.DeleteAsync(key, cancellationToken);
        if (waits)
        {
            await resources.WaitUntilDeletedAsync(key, cancellationToken);
        }
    }

    private async Task<bool> IsUsedElsewhereAsync(ContainerRuntime runtime, CancellationToken cancellationToken)
    {
        var all = await seed.ListAsync<ContainerRuntime>(ListOptions.In(runtime.Metadata.Namespace), cancellationToken);
        return all.Items.Any(other =>
            other.Spec?.Type == component.Type
            && other.Metadata.DeletionTimestamp is null
            && other.Metadata.Name != runtime.Metadata.Name
        );
    }

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
