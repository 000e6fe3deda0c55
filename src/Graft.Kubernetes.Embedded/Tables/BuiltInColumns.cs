using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>The columns of the built-in kinds, as kubectl shows them.</summary>
internal static class BuiltInColumns
{
    /// <summary>Built-in kinds show their age as a text of the server's.</summary>
    public static PrinterColumn Age { get; } = ColumnSet.Age with { Type = "string" };

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
            "replicationcontrollers" => WorkloadColumns.ReplicationController,
            "podtemplates" => WorkloadColumns.PodTemplate,
            "jobs.batch" => BatchColumns.Job,
            "cronjobs.batch" => BatchColumns.CronJob,
            "ingresses.networking.k8s.io" => NetworkColumns.Ingress,
            "ingressclasses.networking.k8s.io" => NetworkColumns.IngressClass,
            "networkpolicies.networking.k8s.io" => NetworkColumns.NetworkPolicy,
            "endpointslices.discovery.k8s.io" => NetworkColumns.EndpointSlice,
            "poddisruptionbudgets.policy" => PolicyColumns.DisruptionBudget,
            "resourcequotas" => PolicyColumns.Quota,
            "horizontalpodautoscalers.autoscaling" => PolicyColumns.Autoscaler,
            "persistentvolumes" => StorageColumns.Volume,
            "persistentvolumeclaims" => StorageColumns.VolumeClaim,
            "storageclasses.storage.k8s.io" => StorageColumns.Class,
            "volumeattachments.storage.k8s.io" => StorageColumns.Attachment,
            "csidrivers.storage.k8s.io" => StorageColumns.Driver,
            "csinodes.storage.k8s.io" => [Count("Drivers", value => value.ArrayAt("spec", "drivers")?.Count ?? 0), Age],
            "apiservices.apiregistration.k8s.io" => ApiService,
            "certificatesigningrequests.certificates.k8s.io" => SigningRequest,
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
            "customresourcedefinitions.apiextensions.k8s.io"
            or "limitranges"
            or "clusterroles.rbac.authorization.k8s.io"
            or "roles.rbac.authorization.k8s.io" =>
            [
                Column("Created At", value => value.Text("metadata", "creationTimestamp")),
            ],
            "mutatingwebhookconfigurations.admissionregistration.k8s.io"
            or "validatingwebhookconfigurations.admissionregistration.k8s.io" =>
            [
                Count("Webhooks", value => value.ArrayAt("webhooks")?.Count ?? 0),
                Age,
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

    /// <summary>A column that says <c>&lt;none&gt;</c> where there is no text.</summary>
    public static PrinterColumn Optional(string name, Func<JsonObject, string?> read, int priority = 1) =>
        Column(name, value => read(value) is { Length: > 0 } text ? text : "<none>", priority);

    private static IReadOnlyList<PrinterColumn> ApiService =>
        [
            Column(
                "Service",
                value =>
                    value.ObjectAt("spec", "service") is { } service
                        ? $"{service.Text("namespace")}/{service.Text("name")}"
                        : "Local"
            ),
            Column("Available", Availability),
            Age,
        ];

    private static IReadOnlyList<PrinterColumn> SigningRequest =>
        [
            Age,
            Text("SignerName", "spec", "signerName"),
            Text("Requestor", "spec", "username"),
            Column(
                "RequestedDuration",
                value =>
                    value.Number("spec", "expirationSeconds") is { } seconds
                        ? ColumnSet.Words(TimeSpan.FromSeconds(seconds))
                        : "<none>"
            ),
            Column("Condition", SigningCondition),
        ];

    private static string Availability(JsonObject value)
    {
        var condition = value.Objects("status", "conditions").FirstOrDefault(each => each.Text("type") == "Available");
        return condition?.Text("status") switch
        {
            null => "Unknown",
            "True" => "True",
            var status => $"{status} ({condition.Text("reason")})",
        };
    }

    private static string SigningCondition(JsonObject value)
    {
        var conditions = value.Objects("status", "conditions").Select(each => each.Text("type")).ToList();
        var answer =
            conditions.Contains("Denied") ? "Denied"
            : conditions.Contains("Approved") ? "Approved"
            : "Pending";
        answer += conditions.Contains("Failed") ? ",Failed" : "";
        return string.IsNullOrEmpty(value.Text("status", "certificate")) ? answer : $"{answer},Issued";
    }

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
