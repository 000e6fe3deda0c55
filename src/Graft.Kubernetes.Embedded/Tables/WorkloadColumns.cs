using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get</c> of the kinds that make pods looks.</summary>
internal static class WorkloadColumns
{
    private static readonly PrinterColumn Age = ColumnSet.Age with { Type = "string" };

    private static readonly IReadOnlyList<PrinterColumn> Template =
    [
        BuiltInColumns.Column("Containers", value => Containers(value, "name"), 1),
        BuiltInColumns.Column("Images", value => Containers(value, "image"), 1),
    ];

    private static readonly PrinterColumn Selector = BuiltInColumns.Column(
        "Selector",
        value => Labels(value.ObjectAt("spec", "selector", "matchLabels")),
        1
    );

    public static IReadOnlyList<PrinterColumn> DaemonSet { get; } =
    [
        Status("Desired", "desiredNumberScheduled"),
        Status("Current", "currentNumberScheduled"),
        Status("Ready", "numberReady"),
        Status("Up-to-date", "updatedNumberScheduled"),
        Status("Available", "numberAvailable"),
        BuiltInColumns.Column(
            "Node Selector",
            value => Labels(value.ObjectAt("spec", "template", "spec", "nodeSelector"))
        ),
        Age,
        .. Template,
        Selector,
    ];

    public static IReadOnlyList<PrinterColumn> Deployment { get; } =
    [
        BuiltInColumns.Column("Ready", Ready),
        Status("Up-to-date", "updatedReplicas"),
        Status("Available", "availableReplicas"),
        Age,
        .. Template,
        Selector,
    ];

    public static IReadOnlyList<PrinterColumn> ReplicaSet { get; } =
    [
        BuiltInColumns.Count("Desired", value => (int)(value.Number("spec", "replicas") ?? 0)),
        Status("Current", "replicas"),
        Status("Ready", "readyReplicas"),
        Age,
        .. Template,
        Selector,
    ];

    public static IReadOnlyList<PrinterColumn> StatefulSet { get; } =
    [BuiltInColumns.Column("Ready", Ready), Age, .. Template];

    /// <summary>Labels as kubectl words a selector; <c>&lt;none&gt;</c> where there are none.</summary>
    public static string Labels(JsonObject? labels) =>
        labels is not { Count: > 0 }
            ? "<none>"
            : string.Join(
                ',',
                labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")
            );

    private static PrinterColumn Status(string name, string field) =>
        BuiltInColumns.Count(name, value => (int)(value.Number("status", field) ?? 0));

    private static string Ready(JsonObject value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Number("status", "readyReplicas") ?? 0}/{value.Number("spec", "replicas") ?? 0}"
        );

    private static string Containers(JsonObject value, string field) =>
        string.Join(
            ',',
            value.Objects("spec", "template", "spec", "containers").Select(container => container.Text(field))
        );
}
