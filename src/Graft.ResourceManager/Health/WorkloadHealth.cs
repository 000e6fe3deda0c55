using System.Text.Json.Nodes;

namespace Graft.ResourceManager.Health;

/// <summary>Health and progress of the other workloads, read from their status alone.</summary>
internal static class WorkloadHealth
{
    public static string? Deployment(JsonObject item) =>
        OutdatedGeneration(item)
        ?? BadCondition(item, "Available", "True")
        ?? BadConditionIfPresent(item, "ReplicaFailure", "False");

    public static string? DeploymentProgress(JsonObject item)
    {
        var updated = Number(item, "status", "updatedReplicas");
        var wanted = item["spec"]?["replicas"] is null ? 1 : Number(item, "spec", "replicas");
        return OutdatedGeneration(item)
            ?? (updated < wanted ? Invariant($"{updated} of {wanted} replica(s) have been updated") : null);
    }

    public static string? StatefulSet(JsonObject item)
    {
        var ready = Number(item, "status", "readyReplicas");
        var wanted = item["spec"]?["replicas"] is null ? 1 : Number(item, "spec", "replicas");
        return OutdatedGeneration(item)
            ?? (ready < wanted ? Invariant($"not enough ready replicas ({ready}/{wanted})") : null);
    }

    public static string? StatefulSetProgress(JsonObject item) => OutdatedGeneration(item) ?? DeploymentProgress(item);

    public static string? Job(JsonObject item) => BadConditionIfPresent(item, "Failed", "False");

    public static string? Pod(JsonObject item) =>
        (string?)item["status"]?["phase"] is "Running" or "Succeeded"
            ? null
            : $"pod is in invalid phase {(string?)item["status"]?["phase"] ?? "Unknown"}";

    public static string? CustomResourceDefinition(JsonObject item) =>
        BadCondition(item, "NamesAccepted", "True") ?? BadCondition(item, "Established", "True");

    private static string? OutdatedGeneration(JsonObject item)
    {
        var observed = Number(item, "status", "observedGeneration");
        var generation = Number(item, "metadata", "generation");
        return observed < generation ? Invariant($"observed generation outdated ({observed}/{generation})") : null;
    }

    private static string? BadCondition(JsonObject item, string type, string wanted) =>
        Find(item, type) is null ? $"condition \"{type}\" is missing" : BadConditionIfPresent(item, type, wanted);

    private static string? BadConditionIfPresent(JsonObject item, string type, string wanted)
    {
        if (Find(item, type) is not { } condition || (string?)condition["status"] == wanted)
        {
            return null;
        }
        return $"condition \"{type}\" has invalid status {(string?)condition["status"]} (expected {wanted}) due to {(string?)condition["reason"]}: {(string?)condition["message"]}";
    }

    private static JsonNode? Find(JsonObject item, string type) =>
        (item["status"]?["conditions"] as JsonArray)?.FirstOrDefault(condition => (string?)condition?["type"] == type);

    private static long Number(JsonObject item, string parent, string member) =>
        item[parent]?[member] is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
