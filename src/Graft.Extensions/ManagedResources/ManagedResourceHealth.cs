using Graft.Api.Gardener;
using Graft.Kubernetes;

namespace Graft.Extensions.ManagedResources;

/// <summary>What the resource manager reports of a ManagedResource, in Gardener's words (wire contract, section 11).</summary>
public static class ManagedResourceHealth
{
    private static readonly (string Type, string Good)[] s_conditions =
    [
        ("ResourcesApplied", "True"),
        ("ResourcesHealthy", "True"),
        ("ResourcesProgressing", "False"),
    ];

    /// <summary>What keeps its objects from being applied, healthy and rolled out; null where they are.</summary>
    public static string? FindProblem(ManagedResource resource)
    {
        var key = Resource.Of<ManagedResource>().KeyOf(resource);
        var (observed, generation) = (resource.Status?.ObservedGeneration ?? 0, resource.Metadata.Generation ?? 0);
        return observed == generation
            ? s_conditions
                .Select(one => ProblemOf(key, resource, one.Type, one.Good))
                .FirstOrDefault(one => one is not null)
            : $"observed generation of managed resource {key} outdated ({observed}/{generation})";
    }

    private static string? ProblemOf(ObjectKey key, ManagedResource resource, string type, string good)
    {
        var condition = resource.Status?.Conditions?.FirstOrDefault(one => one.Type == type);
        return condition is null ? $"condition {type} for managed resource {key} has not been reported yet"
            : condition.Status == good ? null
            : $"condition {type} of managed resource {key} is {condition.Status}: {condition.Message}";
    }
}
