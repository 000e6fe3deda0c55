using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Patches;

/// <summary>
/// Kubernetes' strategic merge patch: a merge patch that merges lists with a key item by item, and knows the directives
/// <c>$patch</c>, <c>$retainKeys</c>, <c>$deleteFromPrimitiveList/…</c> and <c>$setElementOrder/…</c>. Applying leaves its
/// arguments as they are.
/// </summary>
public static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";
    private const string ElementOrder = "$setElementOrder/";

    /// <summary>What <paramref name="target"/>, of the type of <paramref name="schema"/>, becomes by the patch.</summary>
    /// <exception cref="JsonPatchException">A directive is malformed, or an item lacks its list's key.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch, MergeSchema schema)
    {
        switch (Text(patch[Directive]))
        {
            case "replace":
                return Without(patch, Directive);
            case "delete":
                return [];
            case null or "merge":
                break;
            case var other:
                throw new JsonPatchException($"unknown {Directive} directive \"{other}\"", isMalformed: true);
        }
        var result = (JsonObject)target.DeepClone();
        if (patch[RetainKeys] is JsonArray retained)
        {
            var kept = retained.Select(Text).ToHashSet(StringComparer.Ordinal);
            foreach (var name in result.Select(member => member.Key).Where(name => !kept.Contains(name)).ToList())
            {
                result.Remove(name);
            }
        }
        foreach (var (name, change) in patch)
        {
            ApplyMember(result, name, change, patch, schema);
        }
        ApplyOrders(result, patch, schema);
        return result;
    }

    private static void ApplyMember(
        JsonObject result,
        string name,
        JsonNode? change,
        JsonObject patch,
        MergeSchema schema
    )
    {
        if (name is Directive or RetainKeys || name.StartsWith(ElementOrder, StringComparison.Ordinal))
        {
            return;
        }
        if (name.StartsWith(DeleteFromList, StringComparison.Ordinal))
        {
            var list = name[DeleteFromList.Length..];
            result[list] = WithoutValues(result[list] as JsonArray ?? [], change as JsonArray ?? []);
            return;
        }
        var field = schema.Find(name);
        switch (change)
        {
            case null:
                result.Remove(name);
                break;
            case JsonObject members:
                result[name] = Apply(result[name] as JsonObject ?? [], members, field?.Type ?? MergeSchema.Plain);
                break;
            case JsonArray items when field?.Key is { } key:
                var order = patch[ElementOrder + name] as JsonArray;
                result[name] = StrategicLists.Merge(result[name] as JsonArray ?? [], items, order, key, field.Type);
                break;
            case JsonArray items when field is { IsSet: true }:
                result[name] = Union(result[name] as JsonArray ?? [], items);
                break;
            default:
                result[name] = change.DeepClone();
                break;
        }
    }

    /// <summary>An order may come without any change of the list's items.</summary>
    private static void ApplyOrders(JsonObject result, JsonObject patch, MergeSchema schema)
    {
        foreach (var (name, change) in patch)
        {
            if (!name.StartsWith(ElementOrder, StringComparison.Ordinal) || change is not JsonArray order)
            {
                continue;
            }
            var list = name[ElementOrder.Length..];
            if (!patch.ContainsKey(list) && result[list] is JsonArray items && schema.Find(list)?.Key is { } key)
            {
                result[list] = StrategicLists.Merge(items, [], order, key, MergeSchema.Plain);
            }
        }
    }

    private static JsonArray Union(JsonArray current, JsonArray added)
    {
        var result = (JsonArray)current.DeepClone();
        foreach (var value in added)
        {
            if (!result.Any(item => JsonNode.DeepEquals(item, value)))
            {
                result.Add(value?.DeepClone());
            }
        }
        return result;
    }

    private static JsonArray WithoutValues(JsonArray current, JsonArray removed) =>
        [
            .. current
                .Where(item => !removed.Any(value => JsonNode.DeepEquals(item, value)))
                .Select(item => item?.DeepClone()),
        ];

    private static JsonObject Without(JsonObject members, string name)
    {
        var result = (JsonObject)members.DeepClone();
        result.Remove(name);
        return result;
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
