using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get</c> of volumes and of what makes them looks.</summary>
internal static class StorageColumns
{
    private const string Unset = "<unset>";

    public static IReadOnlyList<PrinterColumn> Volume { get; } =
    [
        BuiltInColumns.Column("Capacity", value => value.At("spec", "capacity", "storage")?.ToString() ?? ""),
        BuiltInColumns.Column("Access Modes", value => AccessModes(value, "spec")),
        BuiltInColumns.Text("Reclaim Policy", "spec", "persistentVolumeReclaimPolicy"),
        BuiltInColumns.Column("Status", Phase),
        BuiltInColumns.Column("Claim", Claim),
        BuiltInColumns.Text("StorageClass", "spec", "storageClassName"),
        AttributesClass(),
        BuiltInColumns.Text("Reason", "status", "reason"),
        BuiltInColumns.Age,
        Mode(),
    ];

    public static IReadOnlyList<PrinterColumn> VolumeClaim { get; } =
    [
        BuiltInColumns.Column("Status", Phase),
        BuiltInColumns.Text("Volume", "spec", "volumeName"),
        BuiltInColumns.Column("Capacity", value => value.At("status", "capacity", "storage")?.ToString() ?? ""),
        BuiltInColumns.Column("Access Modes", value => AccessModes(value, "status")),
        BuiltInColumns.Text("StorageClass", "spec", "storageClassName"),
        AttributesClass(),
        BuiltInColumns.Age,
        Mode(),
    ];

    public static IReadOnlyList<PrinterColumn> Class { get; } =
    [
        BuiltInColumns.Text("Provisioner", "provisioner"),
        BuiltInColumns.Column("ReclaimPolicy", value => value.Text("reclaimPolicy") ?? "Delete"),
        BuiltInColumns.Column("VolumeBindingMode", value => value.Text("volumeBindingMode") ?? "Immediate"),
        Flag("AllowVolumeExpansion", "allowVolumeExpansion"),
        BuiltInColumns.Age,
    ];

    public static IReadOnlyList<PrinterColumn> Attachment { get; } =
    [
        BuiltInColumns.Text("Attacher", "spec", "attacher"),
        BuiltInColumns.Text("PV", "spec", "source", "persistentVolumeName"),
        BuiltInColumns.Text("Node", "spec", "nodeName"),
        Flag("Attached", "status", "attached"),
        BuiltInColumns.Age,
    ];

    public static IReadOnlyList<PrinterColumn> Driver { get; } =
    [
        Flag("AttachRequired", "spec", "attachRequired"),
        Flag("PodInfoOnMount", "spec", "podInfoOnMount"),
        Flag("StorageCapacity", "spec", "storageCapacity"),
        BuiltInColumns.Column(
            "TokenRequests",
            value =>
                value.ArrayAt("spec", "tokenRequests") is null
                    ? Unset
                    : string.Join(',', value.Objects("spec", "tokenRequests").Select(each => each.Text("audience")))
        ),
        Flag("RequiresRepublish", "spec", "requiresRepublish"),
        BuiltInColumns.Column(
            "Modes",
            value => string.Join(',', value.Texts("spec", "volumeLifecycleModes").DefaultIfEmpty("<none>"))
        ),
        BuiltInColumns.Age,
    ];

    private static PrinterColumn Flag(string name, params string[] path) =>
        new(name, "boolean", "", "", 0, (value, _) => value.Flag(path));

    private static PrinterColumn AttributesClass() =>
        BuiltInColumns.Column(
            "VolumeAttributesClass",
            value => value.Text("spec", "volumeAttributesClassName") ?? Unset
        );

    private static PrinterColumn Mode() =>
        BuiltInColumns.Column("VolumeMode", value => value.Text("spec", "volumeMode") ?? Unset, 1);

    private static string Phase(JsonObject value) =>
        value.Text("metadata", "deletionTimestamp") is not null ? "Terminating" : value.Text("status", "phase") ?? "";

    private static string Claim(JsonObject value) =>
        value.ObjectAt("spec", "claimRef") is { } claim ? $"{claim.Text("namespace")}/{claim.Text("name")}" : "";

    private static string AccessModes(JsonObject value, string part) =>
        string.Join(
            ',',
            value
                .Texts(part, "accessModes")
                .Select(mode =>
                    mode switch
                    {
                        "ReadWriteOnce" => "RWO",
                        "ReadOnlyMany" => "ROX",
                        "ReadWriteMany" => "RWX",
                        "ReadWriteOncePod" => "RWOP",
                        _ => mode,
                    }
                )
                .Distinct(StringComparer.Ordinal)
        );
}
