using Graft.Api.Gardener;

namespace Graft.Gardenlet.Shoots;

/// <summary>Whether the resource manager has applied a ManagedResource and found it healthy (wire contract, section 11).</summary>
internal static class ManagedResourceHealth
{
    /// <returns>What is wrong; null for a healthy one.</returns>
    public static string? Check(ManagedResource resource) =>
        CheckGeneration(resource)
        ?? CheckCondition(resource, "ResourcesApplied", "True")
        ?? CheckCondition(resource, "ResourcesHealthy", "True");

    /// <summary>The same, and that no roll-out is under way.</summary>
    public static string? CheckRolledOut(ManagedResource resource) =>
        Check(resource) ?? CheckCondition(resource, "ResourcesProgressing", "False");

    private static string? CheckGeneration(ManagedResource resource)
    {
        var (observed, generation) = (resource.Status?.ObservedGeneration ?? 0, resource.Metadata.Generation ?? 0);
        return observed == generation
            ? null
            : $"observed generation of managed resource {Name(resource)} outdated ({observed}/{generation})";
    }

    private static string? CheckCondition(ManagedResource resource, string type, string healthy)
    {
        var condition = resource.Status?.Conditions?.FirstOrDefault(item => item.Type == type);
        return condition is null ? $"condition {type} for managed resource {Name(resource)} has not been reported yet"
            : condition.Status == healthy ? null
            : $"condition {type} of managed resource {Name(resource)} is {condition.Status}: {condition.Message}";
    }

    private static string Name(ManagedResource resource) => $"{resource.Metadata.Namespace}/{resource.Metadata.Name}";
}
