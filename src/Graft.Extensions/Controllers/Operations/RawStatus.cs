using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Extensions.Controllers.Operations;

/// <summary>Members of a status whose content belongs to the extension.</summary>
internal static class RawStatus
{
    /// <summary>
    /// What a merge patch must say so that the wanted value stands there and nothing else: members of the present one that
    /// are no longer wanted are named with null.
    /// </summary>
    public static JsonNode? Replace(JsonElement? present, JsonElement wanted)
    {
        var patch = JsonNode.Parse(wanted.GetRawText());
        if (patch is JsonObject members && present is { ValueKind: JsonValueKind.Object } old)
        {
            foreach (var member in old.EnumerateObject())
            {
                members.TryAdd(member.Name, null);
            }
        }
        return patch;
    }
}
