using Graft.Api.Gardener;

namespace Graft.Extensions.ManagedResources;

/// <summary>What the resource manager reports of a ManagedResource (wire contract, section 11).</summary>
internal static class ManagedResourceHealth
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
        var (observed, generation) = (resource.Status?.ObservedGeneration ?? 0, resource.Metadata.Generation ?? 0);
        return observed == generation
            ? s_conditions.Select(one => ProblemOf(resource, one.Type, one.Good)).FirstOrDefault(one => one is not null)
            : $"the resource manager has not seen the change yet ({observed}/{generation})";
    }

    private static string? ProblemOf(ManagedResource resource, string type, string good)
    {
        var condition = resource.Status?.Conditions?.FirstOrDefault(one => one.Type == type);
        return condition is null ? $"the resource manager has not reported {type} yet"
            : condition.Status == good ? null
            : condition.Message ?? $"{type} is {condition.Status}";
    }
}
