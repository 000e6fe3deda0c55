using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get nodes</c> looks.</summary>
internal static class NodeColumns
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static IReadOnlyList<PrinterColumn> All { get; } =
    [
        BuiltInColumns.Column("Status", Status),
        BuiltInColumns.Column("Roles", Roles),
        BuiltInColumns.Age,
        BuiltInColumns.Text("Version", "status", "nodeInfo", "kubeletVersion"),
        BuiltInColumns.Column("Internal-IP", value => Address(value, "InternalIP"), 1),
        BuiltInColumns.Column("External-IP", value => Address(value, "ExternalIP"), 1),
        Info("OS-Image", "osImage"),
        Info("Kernel-Version", "kernelVersion"),
        Info("Container-Runtime", "containerRuntimeVersion"),
    ];

    private static PrinterColumn Info(string name, string field) =>
        BuiltInColumns.Column(
            name,
            value => value.Text("status", "nodeInfo", field) is { Length: > 0 } text ? text : "<unknown>",
            1
        );

    private static string Status(JsonObject node)
    {
        var ready = node.Objects("status", "conditions").FirstOrDefault(each => each.Text("type") == "Ready");
        var status = ready?.Text("status") switch
        {
            "True" => "Ready",
            null => "Unknown",
            _ => "NotReady",
        };
        return node.Flag("spec", "unschedulable") ? status + ",SchedulingDisabled" : status;
    }

    private static string Roles(JsonObject node)
    {
        var roles = (node.ObjectAt("metadata", "labels") ?? [])
            .Select(label =>
                label.Key.StartsWith(RolePrefix, StringComparison.Ordinal) ? label.Key[RolePrefix.Length..]
                : label.Key == "kubernetes.io/role" ? label.Value?.ToString() ?? ""
                : ""
            )
            .Where(role => role.Length > 0)
            .Order(StringComparer.Ordinal)
            .ToList();
        return roles.Count == 0 ? "<none>" : string.Join(',', roles);
    }

    private static string Address(JsonObject node, string type) =>
        node.Objects("status", "addresses").FirstOrDefault(each => each.Text("type") == type)?.Text("address")
        ?? "<none>";
}
