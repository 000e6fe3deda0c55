using System.Text.Json.Nodes;

namespace Graft.ResourceManager.Applying;

/// <summary>
/// What an object in the target becomes: as the manifest has it, except for what others own there: status, finalizers,
/// owners, foreign labels and annotations, and fields that the cluster itself fills in.
/// </summary>
internal static class ObjectMerge
{
    // Fields that a cluster assigns once and does not let go of again.
    private static readonly Dictionary<string, string[][]> s_assignedFields = new(StringComparer.Ordinal)
    {
        ["Service"] =
        [
            ["spec", "clusterIP"],
            ["spec", "clusterIPs"],
            ["spec", "ipFamilies"],
            ["spec", "ipFamilyPolicy"],
            ["spec", "healthCheckNodePort"],
        ],
        ["ServiceAccount"] =
        [
            ["secrets"],
            ["imagePullSecrets"],
        ],
        ["PersistentVolumeClaim"] =
        [
            ["spec", "volumeName"],
            ["spec", "storageClassName"],
            ["spec", "volumeMode"],
        ],
        ["Job"] =
        [
            ["spec", "selector"],
        ],
    };

    /// <param name="existing">The object as it is; stays unchanged.</param>
    /// <param name="desired">The manifest, with injected metadata; stays unchanged.</param>
    /// <param name="applied">Labels and annotations of the last manifest: what is gone from it goes from the object.</param>
    /// <param name="overwrite">Whether foreign labels and annotations go as well.</param>
    public static JsonObject Merge(
        JsonObject existing,
        JsonObject desired,
        AppliedMetadata applied,
        MetadataOverwrite overwrite
    )
    {
        var result = (JsonObject)desired.DeepClone();
        var metadata = (JsonObject)existing["metadata"]!.DeepClone();
        metadata["labels"] = MergeEntries(existing, desired, "labels", applied.Labels, overwrite.Labels);
        metadata["annotations"] = MergeEntries(
            existing,
            desired,
            "annotations",
            applied.Annotations,
            overwrite.Annotations
        );
        result["metadata"] = metadata;
        result.Remove("status");
        if (existing["status"] is { } status)
        {
            result["status"] = status.DeepClone();
        }
        foreach (var path in s_assignedFields.GetValueOrDefault((string?)desired["kind"] ?? "") ?? [])
        {
            Keep(existing, result, path);
        }
        return result;
    }

    private static JsonObject? MergeEntries(
        JsonObject existing,
        JsonObject desired,
        string member,
        IReadOnlyDictionary<string, string> applied,
        bool overwrite
    )
    {
        var result = new JsonObject();
        var wanted = desired["metadata"]?[member] as JsonObject ?? [];
        foreach (var (key, value) in overwrite ? [] : existing["metadata"]?[member] as JsonObject ?? [])
        {
            if (!applied.ContainsKey(key) || wanted.ContainsKey(key))
            {
                result[key] = value?.DeepClone();
            }
        }
        foreach (var (key, value) in wanted)
        {
            result[key] = value?.DeepClone();
        }
        return result.Count == 0 ? null : result;
    }

    private static void Keep(JsonObject existing, JsonObject result, string[] path)
    {
        JsonNode? value = existing;
        foreach (var name in path)
        {
            value = (value as JsonObject)?[name];
        }
        var parent = path.Length == 1 ? result : result[path[0]] as JsonObject;
        if (value is not null && parent is not null && parent[path[^1]] is null)
        {
            parent[path[^1]] = value.DeepClone();
        }
    }
}
