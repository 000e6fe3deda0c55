using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get pods</c> looks.</summary>
internal static class PodColumns
{
    public static IReadOnlyList<PrinterColumn> All { get; } =
    [
        BuiltInColumns.Column("Ready", Ready),
        BuiltInColumns.Column("Status", Status),
        new("Restarts", "string", "", "", 0, Restarts),
        BuiltInColumns.Age,
        BuiltInColumns.Optional("IP", value => value.Text("status", "podIP")),
        BuiltInColumns.Optional("Node", value => value.Text("spec", "nodeName")),
        BuiltInColumns.Optional("Nominated Node", value => value.Text("status", "nominatedNodeName")),
        BuiltInColumns.Column("Readiness Gates", ReadinessGates, 1),
    ];

    private static IEnumerable<JsonObject> Containers(JsonObject pod) => pod.Objects("status", "containerStatuses");

    private static string Ready(JsonObject pod)
    {
        var total = pod.ArrayAt("spec", "containers")?.Count ?? 0;
        var ready = Containers(pod).Count(container => container.Flag("ready"));
        return string.Create(CultureInfo.InvariantCulture, $"{ready}/{total}");
    }

    private static string Status(JsonObject pod)
    {
        if (pod.Text("metadata", "deletionTimestamp") is not null)
        {
            return pod.Text("status", "reason") == "NodeLost" ? "Unknown" : "Terminating";
        }
        var init = pod.Objects("status", "initContainerStatuses").Select((container, i) => Init(pod, container, i));
        if (init.FirstOrDefault(text => text is not null) is { } initializing)
        {
            return initializing;
        }
        var reason = pod.Text("status", "reason") ?? pod.Text("status", "phase") ?? "Unknown";
        foreach (var container in Containers(pod).Reverse())
        {
            reason = container.Text("state", "waiting", "reason") ?? Terminated(container) ?? reason;
        }
        var running = Containers(pod)
            .Any(container => container.Flag("ready") && container.At("state", "running") is not null);
        return reason == "Completed" && running ? "Running" : reason;
    }

    private static string? Init(JsonObject pod, JsonObject container, int index)
    {
        if (container.Number("state", "terminated", "exitCode") == 0)
        {
            return null;
        }
        var detail = Terminated(container) ?? container.Text("state", "waiting", "reason");
        var total = pod.ArrayAt("spec", "initContainers")?.Count ?? 0;
        return detail is not (null or "PodInitializing")
            ? $"Init:{detail}"
            : string.Create(CultureInfo.InvariantCulture, $"Init:{index}/{total}");
    }

    private static string? Terminated(JsonObject container)
    {
        if (container.ObjectAt("state", "terminated") is not { } state)
        {
            return null;
        }
        if (state.Text("reason") is { Length: > 0 } reason)
        {
            return reason;
        }
        return state.Number("signal") is { } signal and not 0
            ? string.Create(CultureInfo.InvariantCulture, $"Signal:{signal}")
            : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{state.Number("exitCode") ?? 0}");
    }

    private static JsonNode Restarts(JsonObject pod, DateTimeOffset now)
    {
        var restarts = Containers(pod).Sum(container => container.Number("restartCount") ?? 0);
        var last = Containers(pod)
            .Select(container => container.Text("lastState", "terminated", "finishedAt"))
            .OfType<string>()
            .Max(StringComparer.Ordinal);
        return restarts > 0 && last is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{restarts} ({ColumnSet.Duration(last, now)} ago)")
            : restarts.ToString(CultureInfo.InvariantCulture);
    }

    private static string ReadinessGates(JsonObject pod)
    {
        var gates = pod.Objects("spec", "readinessGates").Select(gate => gate.Text("conditionType")).ToList();
        if (gates.Count == 0)
        {
            return "<none>";
        }
        var met = gates.Count(gate =>
            pod.Objects("status", "conditions").Any(each => each.Text("type") == gate && each.Text("status") == "True")
        );
        return string.Create(CultureInfo.InvariantCulture, $"{met}/{gates.Count}");
    }
}
