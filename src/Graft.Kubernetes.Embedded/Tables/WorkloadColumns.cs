using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get</c> of the kinds that make pods looks.</summary>
internal static class WorkloadColumns
{
    /// <summary>The containers of the template that pods are made of.</summary>
    public static IReadOnlyList<PrinterColumn> Template { get; } =
        ContainersAt("spec", "template", "spec", "containers");

    public static PrinterColumn Selector { get; } =
        BuiltInColumns.Column("Selector", value => Labels(value.ObjectAt("spec", "selector", "matchLabels")), 1);

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
        BuiltInColumns.Age,
        .. Template,
        Selector,
    ];

    public static IReadOnlyList<PrinterColumn> Deployment { get; } =
    [
        BuiltInColumns.Column("Ready", Ready),
        Status("Up-to-date", "updatedReplicas"),
        Status("Available", "availableReplicas"),
        BuiltInColumns.Age,
        .. Template,
        Selector,
    ];

    public static IReadOnlyList<PrinterColumn> ReplicaSet { get; } =
    [
        BuiltInColumns.Count("Desired", value => (int)(value.Number("spec", "replicas") ?? 0)),
        Status("Current", "replicas"),
        Status("Ready", "readyReplicas"),
        BuiltInColumns.Age,
        .. Template,
        Selector,
    ];

    public static IReadOnlyList<PrinterColumn> StatefulSet { get; } =
    [BuiltInColumns.Column("Ready", Ready), BuiltInColumns.Age, .. Template];

    public static IReadOnlyList<PrinterColumn> ReplicationController { get; } =
    [
        .. ReplicaSet.Take(ReplicaSet.Count - 1),
        BuiltInColumns.Column("Selector", value => Labels(value.ObjectAt("spec", "selector")), 1),
    ];

    public static IReadOnlyList<PrinterColumn> PodTemplate { get; } =
    [
        .. ContainersAt("template", "spec", "containers").Select(column => column with { Priority = 0 }),
        BuiltInColumns.Column("Pod Labels", value => Labels(value.ObjectAt("template", "metadata", "labels"))),
    ];

    /// <summary>The names and the images of the containers at a path, in wide output.</summary>
    public static IReadOnlyList<PrinterColumn> ContainersAt(params string[] path) =>
        [
            BuiltInColumns.Column("Containers", value => Joined(value, path, "name"), 1),
            BuiltInColumns.Column("Images", value => Joined(value, path, "image"), 1),
        ];

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

    private static string Joined(JsonObject value, string[] path, string field) =>
        string.Join(',', value.Objects(path).Select(container => container.Text(field)));
}
