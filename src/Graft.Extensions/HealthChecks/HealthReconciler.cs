using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Extensions.Clusters;
using Graft.Extensions.Controllers;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;

namespace Graft.Extensions.HealthChecks;

/// <summary>
/// Keeps the conditions of extension objects up to date (wire contract, section 11): every 30 seconds, not while an object
/// is deleted or moves to another seed. A condition that is as before costs no write; that the extension is alive is told by
/// its heartbeat.
/// </summary>
internal sealed class HealthReconciler<T>(
    IKubernetesClient client,
    Informer<T> objects,
    ClusterReader clusters,
    IReadOnlyList<HealthCheck<T>> checks,
    TimeProvider time
) : IReconciler
    where T : class, IExtensionObject<T>
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(30);

    private static readonly Resource<T> s_resource = Resource.Of<T>();

    /// <summary>An object that comes, and one whose operation ends; in between the clock asks.</summary>
    public static IPredicate<T> Changes(Func<T, bool> isOurs) =>
        Predicate.Create<T>(
            isOurs,
            (old, item) => isOurs(item) && old.Status?.LastOperation?.State != item.Status?.LastOperation?.State,
            _ => false
        );

    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (objects.Find(key) is not { } item || !IsChecked(item))
        {
            return ReconcileResult.Done;
        }
        if (clusters.Find(key.Namespace) is { IsFailed: false } cluster)
        {
            await WriteAsync(item, await LookAsync(item, cluster, cancellationToken), cancellationToken);
        }
        return ReconcileResult.RequeueAfter(s_period);
    }

    private static bool IsChecked(T item) =>
        item.Metadata.DeletionTimestamp is null
        && item.Status?.LastOperation is { Type: not LastOperationType.Migrate }
        && OperationDecision.Requested(item) != WellKnown.Operations.Migrate;

    private async Task<IReadOnlyList<Condition>> LookAsync(
        T item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        var present = item.Status?.Conditions ?? [];
        var conditions = new List<Condition>();
        foreach (var group in checks.GroupBy(check => check.ConditionType, StringComparer.Ordinal))
        {
            var former = present.FirstOrDefault(condition => condition.Type == group.Key);
            var update = new ConditionUpdate(group.Key, former, time.GetUtcNow());
            if (cluster.IsHibernated)
            {
                conditions.Add(update.Hibernated());
                continue;
            }
            var results = new List<HealthCheckResult>();
            foreach (var check in group)
            {
                results.Add(
                    update.Limited(await AskAsync(check, item, cluster, cancellationToken), check.ProgressingLimit)
                );
            }
            conditions.Add(update.From(results));
        }
        return conditions;
    }

    private static async Task<HealthCheckResult> AskAsync(
        HealthCheck<T> check,
        T item,
        ClusterContext cluster,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await check.CheckAsync(item, cluster, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The check belongs to somebody else; whatever it throws is the condition.
            return HealthCheckResult.Unknown(exception.Message);
        }
    }

    private async Task WriteAsync(T item, IReadOnlyList<Condition> wanted, CancellationToken cancellationToken)
    {
        if ((item.Status?.Conditions ?? []).SequenceEqual(wanted))
        {
            return;
        }
        var patch = new JsonObject { ["status"] = new JsonObject { ["conditions"] = ConditionTypes.ToJson(wanted) } };
        try
        {
            await client.PatchAsync(
                s_resource,
                s_resource.KeyOf(item),
                Patch.Merge(patch),
                WriteOptions.Status,
                cancellationToken
            );
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // Gone in the meantime: there is nobody left to tell.
        }
    }
}
