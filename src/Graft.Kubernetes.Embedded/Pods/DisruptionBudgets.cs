using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Selectors;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Pods;

/// <summary>Whether a pod may be evicted: every PodDisruptionBudget that selects it must be left with pods enough.</summary>
internal sealed class DisruptionBudgets(ObjectStore store)
{
    private static readonly GroupResource Budgets = new("policy", "poddisruptionbudgets");
    private static readonly GroupResource Pods = new("", "pods");

    /// <exception cref="ApiException">429: not now; the client tries again.</exception>
    public void Check(StoredObject pod)
    {
        // A pod that serves nobody is not missed.
        if (!IsHealthy(pod))
        {
            return;
        }
        var state = store.Current;
        foreach (var budget in state.List(Budgets, pod.Namespace))
        {
            var selector = LabelSelector.From(budget.Value.ObjectAt("spec", "selector"));
            if (!selector.Matches(pod.Labels))
            {
                continue;
            }
            var covered = state.List(Pods, pod.Namespace).Where(each => selector.Matches(each.Labels)).ToList();
            var healthy = covered.Count(IsHealthy);
            var needed = Needed(budget.Value, covered.Count);
            if (healthy <= needed)
            {
                throw Refusal(budget.Name, needed, healthy);
            }
        }
    }

    private static bool IsHealthy(StoredObject pod) =>
        !pod.IsDeleting
        && pod.Value.Objects("status", "conditions")
            .Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    /// <summary>How many pods must stay; percentages are of all that there are, rounded up.</summary>
    private static int Needed(JsonObject budget, int pods) =>
        budget.At("spec", "minAvailable") is { } least ? Scale(least, pods)
        : budget.At("spec", "maxUnavailable") is { } most ? Math.Max(0, pods - Scale(most, pods))
        : 0;

    private static int Scale(JsonNode limit, int pods)
    {
        var text = limit.ToString();
        var isPercentage = text.EndsWith('%');
        var number = int.TryParse(text.TrimEnd('%'), CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        return isPercentage ? (number * pods + 99) / 100 : number;
    }

    private static ApiException Refusal(string budget, int needed, int healthy)
    {
        var cause = string.Create(
            CultureInfo.InvariantCulture,
            $"The disruption budget {budget} needs {needed} healthy pods and has {healthy} currently"
        );
        return new ApiException(
            429,
            "TooManyRequests",
            "Cannot evict pod as it would violate the pod's disruption budget.",
            new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = cause }),
            }
        );
    }
}
