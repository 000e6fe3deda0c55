using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Rules;

/// <summary>The class of a pod by what its containers ask for and are limited to.</summary>
internal static class QualityOfService
{
    public static string ClassOf(JsonObject podSpec)
    {
        var containers = podSpec.Objects("initContainers").Concat(podSpec.Objects("containers")).ToList();
        return containers.All(container => Amounts(container, "requests") is [] && Amounts(container, "limits") is [])
                ? "BestEffort"
            : containers.All(IsGuaranteed) ? "Guaranteed"
            : "Burstable";
    }

    // What is limited and not asked for counts as asked for.
    private static bool IsGuaranteed(JsonObject container)
    {
        var limits = Amounts(container, "limits");
        return limits.Count == 2 && Amounts(container, "requests").All(limits.Contains);
    }

    private static List<(string Resource, string Amount)> Amounts(JsonObject container, string kind) =>
        [
            .. from resource in (string[])["cpu", "memory"]
            let amount = container.ObjectAt("resources", kind)?[resource]?.ToString()
            where amount is not (null or "0")
            select (resource, amount),
        ];
}
