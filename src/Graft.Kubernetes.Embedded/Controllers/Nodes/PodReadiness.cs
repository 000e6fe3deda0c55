using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Rest;

namespace Graft.Kubernetes.Embedded.Controllers.Nodes;

/// <summary>A pod whose node is lost counts as not ready until its kubelet says otherwise.</summary>
internal static class PodReadiness
{
    public static void Withdraw(JsonObject pod, DateTimeOffset now)
    {
        var ready = pod.Objects("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Ready");
        if (ready?.Text("status") == "True")
        {
            ready["status"] = "False";
            ready["lastTransitionTime"] = ObjectPreparation.Time(now);
        }
    }
}
