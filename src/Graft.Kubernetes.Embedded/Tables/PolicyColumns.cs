using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get</c> of the kinds that limit or scale others looks.</summary>
internal static class PolicyColumns
{
    public static IReadOnlyList<PrinterColumn> DisruptionBudget { get; } =
    [
        BuiltInColumns.Column("Min Available", value => value.At("spec", "minAvailable")?.ToString() ?? "N/A"),
        BuiltInColumns.Column("Max Unavailable", value => value.At("spec", "maxUnavailable")?.ToString() ?? "N/A"),
        BuiltInColumns.Count("Allowed Disruptions", value => (int)(value.Number("status", "disruptionsAllowed") ?? 0)),
        BuiltInColumns.Age,
    ];

    public static IReadOnlyList<PrinterColumn> Quota { get; } =
    [
        BuiltInColumns.Age,
        BuiltInColumns.Column("Request", value => Usage(value, isLimit: false)),
        BuiltInColumns.Column("Limit", value => Usage(value, isLimit: true)),
    ];

    public static IReadOnlyList<PrinterColumn> Autoscaler { get; } =
    [
        BuiltInColumns.Column(
            "Reference",
            value => $"{value.Text("spec", "scaleTargetRef", "kind")}/{value.Text("spec", "scaleTargetRef", "name")}"
        ),
        BuiltInColumns.Column("Targets", Targets),
        BuiltInColumns.Column(
            "MinPods",
            value => value.Number("spec", "minReplicas")?.ToString(CultureInfo.InvariantCulture) ?? "<unset>"
        ),
        BuiltInColumns.Count("MaxPods", value => (int)(value.Number("spec", "maxReplicas") ?? 0)),
        BuiltInColumns.Count("Replicas", value => (int)(value.Number("status", "currentReplicas") ?? 0)),
        BuiltInColumns.Age,
    ];

    private static string Usage(JsonObject quota, bool isLimit)
    {
        var hard = quota.ObjectAt("status", "hard") ?? [];
        return string.Join(
            ", ",
            hard.Where(each => each.Key.StartsWith("limits.", StringComparison.Ordinal) == isLimit)
                .OrderBy(each => each.Key, StringComparer.Ordinal)
                .Select(each => $"{each.Key}: {quota.At("status", "used", each.Key)}/{each.Value}")
        );
    }

    private static string Targets(JsonObject value)
    {
        var targets = value.Objects("spec", "metrics").Select(metric => Target(value, metric)).ToList();
        return targets.Count == 0 ? "<none>" : string.Join(", ", targets);
    }

    private static string Target(JsonObject autoscaler, JsonObject metric)
    {
        var type = metric.Text("type") ?? "";
        var source = metric.ObjectAt(type.Length == 0 ? "" : char.ToLowerInvariant(type[0]) + type[1..]) ?? [];
        var name = source.Text("name") ?? source.Text("metric", "name") ?? type;
        var current = autoscaler
            .Objects("status", "currentMetrics")
            .Select(each => each.ObjectAt("resource"))
            .FirstOrDefault(each => each?.Text("name") == name);
        return source.Number("target", "averageUtilization") is { } percent
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {Percent(current?.Number("current", "averageUtilization"))}/{percent}%"
            )
            : $"{name}: <unknown>/{source.At("target", "averageValue") ?? source.At("target", "value")}";
    }

    private static string Percent(long? value) =>
        value is null ? "<unknown>" : string.Create(CultureInfo.InvariantCulture, $"{value}%");
}
