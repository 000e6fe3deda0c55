using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;

namespace Graft.Gardenlet.Rendering.Kubelet;

/// <summary>
/// The owner's kubelet settings in the kubelet's own notation. Most have the same name and form in both; the few that
/// have not are translated here.
/// </summary>
internal static class KubeletSettings
{
    // A flag of old kubelets.
    private static readonly HashSet<string> s_notInTheFile = new(StringComparer.Ordinal)
    {
        "imagePullProgressDeadline",
    };

    private static readonly Dictionary<string, string> s_signals = new(StringComparer.Ordinal)
    {
        ["memoryAvailable"] = "memory.available",
        ["imageFSAvailable"] = "imagefs.available",
        ["imageFSInodesFree"] = "imagefs.inodesFree",
        ["nodeFSAvailable"] = "nodefs.available",
        ["nodeFSInodesFree"] = "nodefs.inodesFree",
        ["ephemeralStorage"] = "ephemeral-storage",
    };

    private static readonly HashSet<string> s_maps = new(StringComparer.Ordinal)
    {
        "evictionHard",
        "evictionSoft",
        "evictionMinimumReclaim",
        "evictionSoftGracePeriod",
        "kubeReserved",
        "systemReserved",
    };

    /// <summary>Overwrites defaults by what is set; a map keeps the defaults of the entries that are not set.</summary>
    public static void Apply(KubeletConfig? settings, JsonObject values)
    {
        if (settings is null)
        {
            return;
        }
        var json = (JsonObject)JsonSerializer.SerializeToNode(settings, ApiJson.Context.KubeletConfig)!;
        foreach (var (name, value) in json)
        {
            if (value is null || s_notInTheFile.Contains(name))
            {
                continue;
            }
            values[name] = s_maps.Contains(name) ? Merge(values[name] as JsonObject, value) : value.DeepClone();
        }
        // A kubelet refuses several pulls at once while they are serialized, which the owner did not ask for.
        if (settings.SerializeImagePulls is null && ParallelPulls(json) > 1)
        {
            values["serializeImagePulls"] = false;
        }
    }

    private static int ParallelPulls(JsonObject settings) =>
        settings["maxParallelImagePulls"] is JsonValue value && value.TryGetValue<int>(out var pulls) ? pulls : 0;

    private static JsonObject Merge(JsonObject? defaults, JsonNode settings)
    {
        var merged = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (name, value) in defaults ?? [])
        {
            merged[name] = value?.DeepClone();
        }
        foreach (var (name, value) in settings.AsObject())
        {
            merged[s_signals.GetValueOrDefault(name, name)] = value?.DeepClone();
        }
        return new JsonObject(merged);
    }
}
