using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;

namespace Graft.Kubernetes.Embedded.Controllers.Nodes;

/// <summary>The taints that follow from a node's conditions, as Kubernetes' node lifecycle controller sets them.</summary>
internal static class NodeTaints
{
    private const string Prefix = "node.kubernetes.io/";
    private const string NotReady = Prefix + "not-ready";
    private const string Unreachable = Prefix + "unreachable";

    private static readonly string[] Owned =
    [
        NotReady,
        Unreachable,
        Prefix + "memory-pressure",
        Prefix + "disk-pressure",
        Prefix + "pid-pressure",
        Prefix + "network-unavailable",
        Prefix + "unschedulable",
    ];

    /// <summary>Brings the node's taints to what its conditions ask for; those of others stay. False where nothing changed.</summary>
    public static bool Apply(JsonObject node, DateTimeOffset now)
    {
        var wanted = Wanted(node).ToList();
        var current = node.Objects("spec", "taints").ToList();
        var kept = current.Where(taint => !IsOwned(taint) || wanted.Contains(KeyOf(taint))).ToList();
        var missing = wanted.Where(taint => !current.Exists(each => KeyOf(each) == taint)).ToList();
        if (missing.Count == 0 && kept.Count == current.Count)
        {
            return false;
        }
        var taints = new JsonArray([.. kept.Select(taint => taint.DeepClone())]);
        foreach (var (key, effect) in missing)
        {
            var taint = new JsonObject { ["key"] = key, ["effect"] = effect };
            if (effect == "NoExecute")
            {
                taint["timeAdded"] = ObjectPreparation.Time(now);
            }
            taints.Add((JsonNode)taint);
        }
        var spec = node.Child("spec");
        spec.SetCopy("taints", taints.Count == 0 ? null : taints);
        return true;
    }

    private static IEnumerable<(string Key, string Effect)> Wanted(JsonObject node)
    {
        switch (NodeConditions.Find(node, "Ready")?.Text("status"))
        {
            case "False":
                yield return (NotReady, "NoSchedule");
                yield return (NotReady, "NoExecute");
                break;
            case "Unknown":
                yield return (Unreachable, "NoSchedule");
                yield return (Unreachable, "NoExecute");
                break;
        }
        foreach (var (type, key) in Pressures())
        {
            if (NodeConditions.Find(node, type)?.Text("status") == "True")
            {
                yield return (key, "NoSchedule");
            }
        }
        if (node.Flag("spec", "unschedulable"))
        {
            yield return (Prefix + "unschedulable", "NoSchedule");
        }
    }

    private static IEnumerable<(string Type, string Key)> Pressures() =>
        [
            ("MemoryPressure", Prefix + "memory-pressure"),
            ("DiskPressure", Prefix + "disk-pressure"),
            ("PIDPressure", Prefix + "pid-pressure"),
            ("NetworkUnavailable", Prefix + "network-unavailable"),
        ];

    /// <summary>A node that has not reported yet keeps the taints that it was registered with.</summary>
    private static bool IsOwned(JsonObject taint) =>
        Owned.Contains(taint.Text("key"), StringComparer.Ordinal)
        && taint.Text("effect") is "NoSchedule" or "NoExecute";

    private static (string Key, string Effect) KeyOf(JsonObject taint) =>
        (taint.Text("key") ?? "", taint.Text("effect") ?? "");
}
