using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>The columns of the built-in kinds, as kubectl shows them.</summary>
internal static class BuiltInColumns
{
    private static readonly PrinterColumn Age = ColumnSet.Age with { Type = "string" };

    /// <summary>None for a kind that shows name and age alone.</summary>
    public static IReadOnlyList<PrinterColumn> For(GroupResource resource) =>
        resource.ToString() switch
        {
            "namespaces" => [Text("Status", "status", "phase"), Age],
            "configmaps" => [Count("Data", value => Members(value, "data", "binaryData")), Age],
            "secrets" => [Text("Type", "type"), Count("Data", value => Members(value, "data")), Age],
            "serviceaccounts" => [Count("Secrets", value => value.ArrayAt("secrets")?.Count ?? 0), Age],
            "nodes" => NodeColumns.All,
            "pods" => PodColumns.All,
            "events" => EventColumns.All,
            "services" => ServiceColumns.All,
            "endpoints" => [Column("Endpoints", ServiceColumns.Endpoints), Age],
            "daemonsets.apps" => WorkloadColumns.DaemonSet,
            "deployments.apps" => WorkloadColumns.Deployment,
            "replicasets.apps" => WorkloadColumns.ReplicaSet,
            "statefulsets.apps" => WorkloadColumns.StatefulSet,
            "controllerrevisions.apps" =>
            [
                Column("Controller", Controller),
                Count("Revision", value => (int)(value.Number("revision") ?? 0)),
                Age,
            ],
            "runtimeclasses.node.k8s.io" => [Text("Handler", "handler"), Age],
            "leases.coordination.k8s.io" => [Text("Holder", "spec", "holderIdentity"), Age],
            "priorityclasses.scheduling.k8s.io" =>
            [
                Count("Value", value => (int)(value.Number("value") ?? 0)),
                Column("Global-Default", value => value.Flag("globalDefault") ? "true" : "false"),
                Age,
            ],
            "customresourcedefinitions.apiextensions.k8s.io" =>
            [
                Column("Created At", value => value.Text("metadata", "creationTimestamp")),
            ],
            "mutatingwebhookconfigurations.admissionregistration.k8s.io"
            or "validatingwebhookconfigurations.admissionregistration.k8s.io" =>
            [
                Count("Webhooks", value => value.ArrayAt("webhooks")?.Count ?? 0),
                Age,
            ],
            "clusterroles.rbac.authorization.k8s.io" or "roles.rbac.authorization.k8s.io" =>
            [
                Column("Created At", value => value.Text("metadata", "creationTimestamp")),
            ],
            "clusterrolebindings.rbac.authorization.k8s.io" or "rolebindings.rbac.authorization.k8s.io" =>
            [
                Column("Role", value => $"{value.Text("roleRef", "kind")}/{value.Text("roleRef", "name")}"),
                Age,
                .. Subjects(),
            ],
            _ => [],
        };

    public static PrinterColumn Column(string name, Func<JsonObject, string?> read, int priority = 0) =>
        new(name, "string", "", "", priority, (value, _) => read(value));

    public static PrinterColumn Text(string name, params string[] path) =>
        Column(name, value => value.Text(path) ?? "");

    public static PrinterColumn Count(string name, Func<JsonObject, int> read) =>
        new(name, "integer", "", "", 0, (value, _) => read(value));

    private static IEnumerable<PrinterColumn> Subjects() =>
        new[] { ("Users", "User"), ("Groups", "Group"), ("ServiceAccounts", "ServiceAccount") }.Select(pair =>
            Column(pair.Item1, value => SubjectsOf(value, pair.Item2), priority: 1)
        );

    private static string SubjectsOf(JsonObject value, string kind) =>
        string.Join(
            ", ",
            value
                .Objects("subjects")
                .Where(subject => subject.Text("kind") == kind)
                .Select(subject =>
                    subject.Text("namespace") is { Length: > 0 } ns
                        ? $"{ns}/{subject.Text("name")}"
                        : subject.Text("name")
                )
        );

    private static string Controller(JsonObject value)
    {
        var owner = value.Objects("metadata", "ownerReferences").FirstOrDefault(each => each.Flag("controller"));
        if (owner is null)
        {
            return "<none>";
        }
        var group = owner.Text("apiVersion")?.Split('/') is [var name, _] ? $".{name}" : "";
        return $"{owner.Text("kind")?.ToLowerInvariant()}{group}/{owner.Text("name")}";
    }

    private static int Members(JsonObject value, params ReadOnlySpan<string> fields)
    {
        var count = 0;
        foreach (var field in fields)
        {
            count += value.ObjectAt(field)?.Count ?? 0;
        }
        return count;
    }
}
