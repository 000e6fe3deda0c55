using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;

namespace Graft.Kubernetes.Embedded.Controllers.Nodes;

/// <summary>What the conditions of a silent node become.</summary>
internal static class NodeConditions
{
    private static readonly string[] Kubelet = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

    public static JsonObject? Find(JsonObject node, string type) =>
        node.Objects("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    /// <summary>Whether nobody has reported on the node for longer than it may be silent, and that is written already.</summary>
    public static bool AreUnknown(JsonObject node) =>
        Kubelet.All(type => Find(node, type)?.Text("status") == "Unknown");

    /// <summary>Whatever the kubelet reports is unknown from now on.</summary>
    public static void SetUnknown(JsonObject node, DateTimeOffset now)
    {
        var status = node.Child("status");
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }
        foreach (var type in Kubelet)
        {
            var found = conditions.OfType<JsonObject>().FirstOrDefault(each => each.Text("type") == type);
            if (found is null)
            {
                conditions.Add((JsonNode)NeverReported(node, type, now));
            }
            else if (found.Text("status") != "Unknown")
            {
                found["status"] = "Unknown";
                found["reason"] = "NodeStatusUnknown";
                found["message"] = "Kubelet stopped posting node status.";
                found["lastTransitionTime"] = ObjectPreparation.Time(now);
            }
        }
    }

    private static JsonObject NeverReported(JsonObject node, string type, DateTimeOffset now) =>
        new()
        {
            ["type"] = type,
            ["status"] = "Unknown",
            ["reason"] = "NodeStatusNeverUpdated",
            ["message"] = "Kubelet never posted node status.",
            ["lastHeartbeatTime"] = node.Text("metadata", "creationTimestamp"),
            ["lastTransitionTime"] = ObjectPreparation.Time(now),
        };
}
