using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Patches;

/// <summary>Merges lists of objects whose items a key tells apart.</summary>
internal static class StrategicLists
{
    private const string Directive = "$patch";

    public static JsonArray Merge(
        JsonArray current,
        JsonArray changes,
        JsonArray? order,
        string key,
        MergeSchema itemType
    )
    {
        var patchItems = changes.Select(item => item as JsonObject ?? throw NotAnObject()).ToList();
        if (patchItems.Any(item => DirectiveOf(item) == "replace" && !item.ContainsKey(key)))
        {
            var rest = patchItems.Where(item => DirectiveOf(item) != "replace" || item.ContainsKey(key));
            return [.. rest.Select(item => item.DeepClone())];
        }
        var merged = current
            .Select(item => (JsonObject)(item as JsonObject ?? throw NotAnObject()).DeepClone())
            .ToList();
        var serverOrder = merged.Select(item => KeyOf(item, key)).ToList();
        var touched = new List<string>();
        foreach (var change in patchItems)
        {
            var id = KeyOf(change, key);
            var index = merged.FindIndex(item => KeyOf(item, key) == id);
            if (DirectiveOf(change) == "delete")
            {
                merged.RemoveAll(item => KeyOf(item, key) == id);
                continue;
            }
            touched.Add(id);
            var result = StrategicMergePatch.Apply(index < 0 ? [] : merged[index], change, itemType);
            if (index < 0)
            {
                merged.Add(result);
            }
            else
            {
                merged[index] = result;
            }
        }
        var patchOrder = order?.Select(item => OrderKey(item, key)).ToList() ?? touched;
        return Ordered(merged, key, patchOrder, serverOrder);
    }

    /// <summary>
    /// Items that the patch names stand in the patch's order, the others in the server's; where the two meet, the server's
    /// order decides, and an item that is new to it comes later.
    /// </summary>
    private static JsonArray Ordered(
        List<JsonObject> items,
        string key,
        List<string> patchOrder,
        List<string> serverOrder
    )
    {
        var named = items
            .Where(item => patchOrder.Contains(KeyOf(item, key)))
            .OrderBy(item => patchOrder.IndexOf(KeyOf(item, key)))
            .ToList();
        var others = items.Where(item => !patchOrder.Contains(KeyOf(item, key))).ToList();
        var result = new JsonArray();
        var (left, right) = (0, 0);
        while (left < named.Count || right < others.Count)
        {
            var takeNamed =
                right == others.Count
                || left < named.Count && StandsBefore(named[left], others[right], key, serverOrder);
            result.Add((JsonNode)(takeNamed ? named[left++] : others[right++]));
        }
        return result;
    }

    private static bool StandsBefore(JsonObject named, JsonObject other, string key, List<string> serverOrder)
    {
        var (first, second) = (serverOrder.IndexOf(KeyOf(named, key)), serverOrder.IndexOf(KeyOf(other, key)));
        return first >= 0 && second >= 0 && first < second;
    }

    private static string OrderKey(JsonNode? item, string key) =>
        item is JsonObject members ? KeyOf(members, key) : throw NotAnObject();

    private static string KeyOf(JsonObject item, string key) =>
        item[key]?.ToJsonString()
        ?? throw new JsonPatchException($"an item of a list lacks its merge key \"{key}\"", isMalformed: true);

    private static string? DirectiveOf(JsonObject item) =>
        item[Directive] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;

    private static JsonPatchException NotAnObject() =>
        new("an item of a list with a merge key is no object", isMalformed: true);
}
