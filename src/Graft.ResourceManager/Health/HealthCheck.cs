using System.Text.Json.Nodes;
using Graft.Api.Gardener;
using Graft.Kubernetes;
using Graft.ResourceManager.Applying;
using Graft.ResourceManager.Objects;

namespace Graft.ResourceManager.Health;

/// <summary>Judges all objects of a ManagedResource. The first one that is not well gives the verdict.</summary>
internal sealed class HealthCheck(TargetCluster target)
{
    /// <summary>Verdicts for ResourcesHealthy and ResourcesProgressing.</summary>
    public async Task<(ConditionVerdict Healthy, ConditionVerdict Progressing)> JudgeAsync(
        IReadOnlyList<ManagedObjectReference> objects,
        CancellationToken cancellationToken
    )
    {
        var (healthy, progressing) = (Verdicts.ResourcesHealthy, Verdicts.RolledOut);
        foreach (var reference in objects.Select(ObjectReference.Of))
        {
            var item = await FindAsync(reference, cancellationToken);
            if (healthy == Verdicts.ResourcesHealthy)
            {
                healthy =
                    item is null ? Verdicts.Missing(reference)
                    : ObjectHealth.Problem(reference, item) is { } problem ? Verdicts.Unhealthy(reference, problem)
                    : healthy;
            }
            if (progressing == Verdicts.RolledOut && item is not null)
            {
                progressing = ObjectHealth.Progress(reference, item) is { } progress
                    ? Verdicts.InRollout(reference, progress)
                    : progressing;
            }
        }
        return (healthy, progressing);
    }

    private async Task<JsonObject?> FindAsync(ObjectReference reference, CancellationToken cancellationToken)
    {
        try
        {
            var resource = await target.ResolveAsync(reference, cancellationToken);
            return await target.FindAsync(resource, reference.Key, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }
}
