using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get</c> of jobs and of their schedules looks.</summary>
internal static class BatchColumns
{
    private static readonly string[] JobConditions =
    [
        "Complete",
        "Failed",
        "Suspended",
        "FailureTarget",
        "SuccessCriteriaMet",
    ];

    public static IReadOnlyList<PrinterColumn> Job { get; } =
    [
        BuiltInColumns.Column("Status", JobStatus),
        BuiltInColumns.Column("Completions", Completions),
        new("Duration", "string", "", "", 0, JobDuration),
        BuiltInColumns.Age,
        .. WorkloadColumns.Template,
        WorkloadColumns.Selector,
    ];

    public static IReadOnlyList<PrinterColumn> CronJob { get; } =
    [
        BuiltInColumns.Text("Schedule", "spec", "schedule"),
        BuiltInColumns.Optional("Timezone", value => value.Text("spec", "timeZone"), priority: 0),
        BuiltInColumns.Column("Suspend", value => value.Flag("spec", "suspend") ? "True" : "False"),
        BuiltInColumns.Count("Active", value => value.ArrayAt("status", "active")?.Count ?? 0),
        new("Last Schedule", "string", "", "", 0, LastSchedule),
        BuiltInColumns.Age,
        .. WorkloadColumns.ContainersAt("spec", "jobTemplate", "spec", "template", "spec", "containers"),
        BuiltInColumns.Column(
            "Selector",
            value => WorkloadColumns.Labels(value.ObjectAt("spec", "jobTemplate", "spec", "selector", "matchLabels")),
            1
        ),
    ];

    private static string JobStatus(JsonObject job)
    {
        var met = job.Objects("status", "conditions")
            .Where(condition => condition.Text("status") == "True")
            .Select(condition => condition.Text("type"))
            .ToList();
        var isDeleting = job.Text("metadata", "deletionTimestamp") is not null;
        return JobConditions.Take(2).FirstOrDefault(met.Contains)
            ?? (isDeleting ? "Terminating" : JobConditions.Skip(2).FirstOrDefault(met.Contains) ?? "Running");
    }

    private static string Completions(JsonObject job)
    {
        var succeeded = job.Number("status", "succeeded") ?? 0;
        if (job.Number("spec", "completions") is { } completions)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{succeeded}/{completions}");
        }
        var parallelism = job.Number("spec", "parallelism") ?? 0;
        return parallelism > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{succeeded}/1 of {parallelism}")
            : string.Create(CultureInfo.InvariantCulture, $"{succeeded}/1");
    }

    private static JsonNode JobDuration(JsonObject job, DateTimeOffset now)
    {
        if (job.Text("status", "startTime") is not { } started)
        {
            return "";
        }
        return job.Text("status", "completionTime") is { } completed
            ? ColumnSet.Duration(started, DateTimeOffset.Parse(completed, CultureInfo.InvariantCulture))
            : ColumnSet.Duration(started, now);
    }

    private static JsonNode LastSchedule(JsonObject value, DateTimeOffset now) =>
        value.Text("status", "lastScheduleTime") is { } last ? ColumnSet.Duration(last, now) : "<none>";
}
