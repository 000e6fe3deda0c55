using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;

namespace Graft.Extensions.HealthChecks;

/// <summary>
/// The conditions that an extension reports on its objects. Others are what an older version of it left behind: nobody
/// would ever change them again, so they are removed.
/// </summary>
internal sealed record ConditionTypes(IReadOnlySet<string> Reported)
{
    /// <summary>What the status of a success does to the conditions; null where there is nothing to remove.</summary>
    public KeyValuePair<string, JsonNode?>? Removal(ExtensionStatus? status)
    {
        var kept = (status?.Conditions ?? []).Where(condition => Reported.Contains(condition.Type ?? "")).ToList();
        return status?.Conditions is null || kept.Count == status.Conditions.Count && kept.Count > 0
            ? null
            : KeyValuePair.Create("conditions", kept.Count == 0 ? null : ToJson(kept));
    }

    /// <summary>As a member of a patch, which replaces the list as a whole.</summary>
    public static JsonNode? ToJson(IEnumerable<Condition> conditions) =>
        new JsonArray([
            .. conditions.Select(condition => JsonSerializer.SerializeToNode(condition, ApiJson.Context.Condition)),
        ]);
}
