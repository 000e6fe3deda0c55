using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>
/// What an autoscaler scales by, in its two versions: the first has a percentage of processor time, the second a list of
/// metrics. What the first cannot say stands in an annotation, so that nothing is lost when it is written back.
/// </summary>
internal static class AutoscalerMetrics
{
    private const string Others = "autoscaling.alpha.kubernetes.io/metrics";
    private const string Percentage = "targetCPUUtilizationPercentage";

    /// <summary>From the first version to the second.</summary>
    public static void Store(JsonObject value)
    {
        var spec = value.Child("spec");
        var metrics = new JsonArray();
        if (spec.Number(Percentage) is { } percentage)
        {
            metrics.Add((JsonNode)Metric(percentage));
        }
        spec.Remove(Percentage);
        if (value.Text("metadata", "annotations", Others) is { } others && JsonNode.Parse(others) is JsonArray list)
        {
            foreach (var metric in list)
            {
                metrics.Add(metric?.DeepClone());
            }
            value.ObjectAt("metadata", "annotations")!.Remove(Others);
        }
        if (metrics.Count > 0)
        {
            spec["metrics"] = metrics;
        }
    }

    /// <summary>From the second version to the first.</summary>
    public static void Serve(JsonObject value)
    {
        var spec = value.Child("spec");
        var others = new JsonArray();
        foreach (var metric in spec.Objects("metrics"))
        {
            if (
                !spec.ContainsKey(Percentage)
                && metric.Text("resource", "name") == "cpu"
                && metric.Number("resource", "target", "averageUtilization") is { } percentage
            )
            {
                spec[Percentage] = percentage;
            }
            else
            {
                others.Add(metric.DeepClone());
            }
        }
        spec.Remove("metrics");
        if (others.Count > 0)
        {
            value.Metadata().Child("annotations")[Others] = others.ToJsonString();
        }
    }

    private static JsonObject Metric(long percentage) =>
        new()
        {
            ["type"] = "Resource",
            ["resource"] = new JsonObject
            {
                ["name"] = "cpu",
                ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = percentage },
            },
        };
}
