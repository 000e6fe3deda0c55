using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.ResourceManager.Health;

namespace Graft.ResourceManager;

/// <summary>Writes the status of ManagedResources, and only where something changed.</summary>
internal sealed class StatusWriter(IKubernetesClient client, TimeProvider time)
{
    /// <summary>Sets conditions; those not named stay.</summary>
    public Task<ManagedResource> WriteAsync(
        ManagedResource resource,
        IReadOnlyList<ConditionVerdict> verdicts,
        CancellationToken cancellationToken
    ) => WriteAsync(resource, verdicts, status => status, cancellationToken);

    /// <summary>Sets conditions, and whatever else of the status is to change.</summary>
    public Task<ManagedResource> WriteAsync(
        ManagedResource resource,
        IReadOnlyList<ConditionVerdict> verdicts,
        Func<ManagedResourceStatus, ManagedResourceStatus> change,
        CancellationToken cancellationToken
    )
    {
        var status = resource.Status ?? new ManagedResourceStatus();
        var updated = change(status) with { Conditions = Update(status.Conditions ?? [], verdicts) };
        return client.PatchStatusDifferenceAsync(resource, resource with { Status = updated }, cancellationToken);
    }

    private List<Condition> Update(IReadOnlyList<Condition> conditions, IReadOnlyList<ConditionVerdict> verdicts)
    {
        var updated = conditions.ToList();
        foreach (var verdict in verdicts)
        {
            var index = updated.FindIndex(condition => condition.Type == verdict.Type);
            if (index < 0)
            {
                updated.Add(Condition(null, verdict));
            }
            else if (!Says(updated[index], verdict))
            {
                updated[index] = Condition(updated[index], verdict);
            }
        }
        return updated;
    }

    private static bool Says(Condition condition, ConditionVerdict verdict) =>
        condition.Status == verdict.Status
        && condition.Reason == verdict.Reason
        && condition.Message == verdict.Message;

    private Condition Condition(Condition? before, ConditionVerdict verdict)
    {
        var now = time.GetUtcNow();
        return new Condition
        {
            Type = verdict.Type,
            Status = verdict.Status,
            Reason = verdict.Reason,
            Message = verdict.Message,
            LastUpdateTime = now,
            LastTransitionTime = before?.Status == verdict.Status ? before.LastTransitionTime ?? now : now,
        };
    }
}
