using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.Controllers.Operations;
using Graft.Extensions.HealthChecks;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;

namespace Graft.Extensions.Controllers;

/// <summary>
/// The algorithm around every actuator (wire contract, section 6.1): which operation is asked for, finalizers, operation
/// annotation, and the status that tells the core how it goes.
/// </summary>
internal sealed class ExtensionReconciler<T>(
    IKubernetesClient client,
    Informer<T> objects,
    ClusterReader clusters,
    string finalizer,
    IExtensionOperations<T> operations,
    ConditionTypes conditions,
    OperationEvents<T> events,
    TimeProvider time
) : IReconciler
    where T : class, IExtensionObject<T>
{
    private readonly StatusWriter<T> _status = new(client, time);
    private readonly MetadataWriter<T> _metadata = new(client);

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var item = await FindAsync(key, cancellationToken);
        if (item is null || OperationDecision.Requested(item) == WellKnown.Operations.WaitForState)
        {
            return ReconcileResult.Done;
        }
        var cluster = clusters.Find(key.Namespace);
        if (cluster is { IsFailed: true })
        {
            return ReconcileResult.Done;
        }
        var operation = OperationDecision.For(item);
        var isDue = cluster is not null && IsDue(item, operation);
        var accepted = await _metadata.ChangeAsync(item, Acceptance(operation, isDue), cancellationToken);
        if (cluster is null)
        {
            throw new InvalidOperationException($"there is no Cluster {key.Namespace} for {typeof(T).Name} {key}");
        }
        return accepted is null || !isDue
            ? ReconcileResult.Done
            : await RunAsync(accepted, operation, cluster, cancellationToken);
    }

    /// <summary>
    /// From the cache; but before a move to or from another seed afresh, since its annotation stays until the end and a
    /// cache that is late would make it run twice.
    /// </summary>
    private async Task<T?> FindAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var cached = objects.Find(key);
        return cached is not null && OperationDecision.For(cached) is Operation.Migrate or Operation.Restore
            ? await client.FindAsync<T>(key, cancellationToken)
            : cached;
    }

    /// <summary>An object that has left this seed is left alone, and one without the finalizer is not for us to clean up.</summary>
    private bool IsDue(T item, Operation operation) =>
        operation switch
        {
            Operation.Migrate or Operation.Restore => true,
            _ when OperationDecision.IsMigrated(item) => false,
            Operation.Delete => item.Metadata.Finalizers?.Contains(finalizer, StringComparer.Ordinal) == true,
            _ => true,
        };

    /// <summary>Takes the wish off and the object under the finalizer, in one patch.</summary>
    private MetadataChange Acceptance(Operation operation, bool isDue)
    {
        var owns = isDue && operation is Operation.Create or Operation.Reconcile or Operation.Restore;
        var change = owns ? MetadataChange.WithFinalizer(finalizer) : new MetadataChange();
        return change with { RemovedOperation = WellKnown.Operations.Reconcile };
    }

    private async Task<ReconcileResult> RunAsync(
        T item,
        Operation operation,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        if (await _status.ProcessingAsync(item, operation, cancellationToken) is null)
        {
            return ReconcileResult.Done;
        }
        JsonObject results;
        try
        {
            results = await ActAsync(item, operation, cluster, cancellationToken);
        }
        catch (RequeueException exception)
        {
            await _status.FailedAsync(item, operation, exception, cancellationToken);
            return ReconcileResult.RequeueAfter(exception.After);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever an actuator throws is the object's status; the controller logs it and tries again.
            events.Failed(item, operation, exception);
            await _status.FailedAsync(item, operation, exception, cancellationToken);
            throw;
        }
        if (conditions.Removal(item.Status) is { } removal)
        {
            results.Add(removal);
        }
        var done = await _status.SucceededAsync(item, operation, results, cancellationToken);
        events.Succeeded(item, operation);
        if (done is not null && Release(operation) is { } release)
        {
            await _metadata.ChangeAsync(done, release, cancellationToken);
        }
        return ReconcileResult.Settled;
    }

    private async Task<JsonObject> ActAsync(
        T item,
        Operation operation,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        switch (operation)
        {
            case Operation.Delete when cluster.IsForceDeleted:
                await operations.ForceDeleteAsync(item, cluster, cancellationToken);
                return [];
            case Operation.Delete:
                await operations.DeleteAsync(item, cluster, cancellationToken);
                return [];
            case Operation.Migrate:
                await operations.MigrateAsync(item, cluster, cancellationToken);
                return [];
            case Operation.Restore:
                return await operations.RestoreAsync(item, cluster, cancellationToken);
            default:
                return await operations.ReconcileAsync(item, cluster, cancellationToken);
        }
    }

    /// <summary>What the end of an operation does to the metadata; the finalizer goes only now, after the success.</summary>
    private MetadataChange? Release(Operation operation) =>
        operation switch
        {
            Operation.Delete => MetadataChange.WithoutFinalizer(finalizer),
            Operation.Migrate => MetadataChange.WithoutFinalizers() with
            {
                RemovedOperation = WellKnown.Operations.Migrate,
            },
            Operation.Restore => new MetadataChange { RemovedOperation = WellKnown.Operations.Restore },
            _ => null,
        };
}
