using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;

namespace Graft.Kubernetes.Embedded.Controllers.Scheduling;

/// <summary>The condition <c>PodScheduled</c>.</summary>
internal static class PodScheduling
{
    /// <summary>Says that the pod has a node.</summary>
    public static void SetScheduled(JsonObject pod, DateTimeOffset now)
    {
        var condition = new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "True",
            ["lastTransitionTime"] = ObjectPreparation.Time(now),
        };
        var others = pod.Objects("status", "conditions").Where(each => each.Text("type") != "PodScheduled");
        pod.Child("status")["conditions"] = new JsonArray([.. others.Select(each => each.DeepClone()), condition]);
    }
}
