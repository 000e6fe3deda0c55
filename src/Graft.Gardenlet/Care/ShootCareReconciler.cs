using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;

namespace Graft.Gardenlet.Care;

/// <summary>Keeps a Shoot's conditions at what its seed namespace shows, from one flow to the next.</summary>
internal sealed class ShootCareReconciler(IKubernetesClient garden, InformerSet seed, TimeProvider time) : IReconciler
{
    /// <param name="key">Names a Cluster, which is named like the seed namespace.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (ShootOf(seed.Get<Cluster>().Find(key)) is not { } shootKey)
        {
            return ReconcileResult.Done;
        }
        var shoot = await garden.FindAsync<Shoot>(shootKey, cancellationToken);
        if (shoot is null || shoot.Metadata.DeletionTimestamp is not null)
        {
            return ReconcileResult.Done;
        }
        var found = ShootConditions.Of(
            seed.Get<ManagedResource>().List(key.Name),
            seed.Get<ContainerRuntime>().List(key.Name),
            shoot.Spec?.Hibernation?.Enabled == true
        );
        var after = shoot with
        {
            Status = (shoot.Status ?? new ShootStatus()) with { Conditions = Merge(shoot.Status?.Conditions, found) },
        };
        await garden.PatchStatusDifferenceAsync(shoot, after, cancellationToken);
        return ReconcileResult.Done;
    }

    /// <summary>Times move only where something else does; conditions of others stay.</summary>
    private List<Condition> Merge(IReadOnlyList<Condition>? present, IReadOnlyList<Condition> found)
    {
        var now = time.GetUtcNow();
        var merged = (present ?? []).ToList();
        foreach (var condition in found)
        {
            var index = merged.FindIndex(item => item.Type == condition.Type);
            var old = index < 0 ? null : merged[index];
            if (
                old is not null
                && (old.Status, old.Reason, old.Message) == (condition.Status, condition.Reason, condition.Message)
            )
            {
                continue;
            }
            var updated = condition with
            {
                LastUpdateTime = now,
                LastTransitionTime = old?.Status == condition.Status ? old?.LastTransitionTime ?? now : now,
            };
            if (index < 0)
            {
                merged.Add(updated);
            }
            else
            {
                merged[index] = updated;
            }
        }
        return merged;
    }

    private static ObjectKey? ShootOf(Cluster? cluster)
    {
        var shoot = cluster?.Spec?.Shoot?.Deserialize(Shoot.JsonTypeInfo);
        return shoot?.Metadata.Name is { } name ? new ObjectKey(shoot.Metadata.Namespace, name) : null;
    }
}
