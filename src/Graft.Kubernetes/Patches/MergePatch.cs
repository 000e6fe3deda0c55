using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Patches;

/// <summary>
/// JSON merge patch (RFC 7396): objects are merged, null removes, anything else, lists included, replaces. All
/// functions leave their arguments as they are.
/// </summary>
public static class MergePatch
{
    /// <summary>
    /// The patch that makes <paramref name="after"/> of <paramref name="before"/>; null when nothing differs. A member
    /// that is null in <paramref name="after"/> counts as absent, since the format cannot say more.
    /// </summary>
    public static JsonObject? Create(JsonObject before, JsonObject after)
    {
        var patch = new JsonObject();
        foreach (var (name, current) in before)
        {
            if (after[name] is null && !(current is null && after.ContainsKey(name)))
            {
                patch[name] = null;
            }
        }
        foreach (var (name, wanted) in after)
        {
            if (wanted is null)
            {
                continue;
            }
            var current = before[name];
            if (current is JsonObject currentObject && wanted is JsonObject wantedObject)
            {
                if (Create(currentObject, wantedObject) is { } inner)
                {
                    patch[name] = inner;
                }
            }
            else if (!JsonNode.DeepEquals(current, wanted))
            {
                patch[name] = wanted.DeepClone();
            }
        }
        return patch.Count == 0 ? null : patch;
    }

    /// <summary>What <paramref name="target"/> becomes by <paramref name="patch"/>.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }
        var result = target is JsonObject existing ? (JsonObject)existing.DeepClone() : [];
        ApplyTo(result, changes);
        return result;
    }

    /// <summary>What an object becomes by a patch that is an object.</summary>
    public static JsonObject Apply(JsonObject target, JsonObject patch) =>
        (JsonObject)Apply((JsonNode)target, (JsonNode)patch)!;

    private static void ApplyTo(JsonObject target, JsonObject changes)
    {
        foreach (var (name, change) in changes)
        {
            if (change is null)
            {
                target.Remove(name);
            }
            else if (change is JsonObject inner)
            {
                if (target[name] is not JsonObject child)
                {
                    target[name] = child = [];
                }
                ApplyTo(child, inner);
            }
            else
            {
                target[name] = change.DeepClone();
            }
        }
    }
}
