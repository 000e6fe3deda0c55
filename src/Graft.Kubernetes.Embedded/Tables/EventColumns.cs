using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>How <c>kubectl get events</c> looks. Its first column is no name.</summary>
internal static class EventColumns
{
    public static IReadOnlyList<PrinterColumn> All { get; } =
    [
        new("Last Seen", "string", "", "", 0, LastSeen),
        BuiltInColumns.Text("Type", "type"),
        BuiltInColumns.Text("Reason", "reason"),
        BuiltInColumns.Column("Object", Regarding),
        BuiltInColumns.Column("Subobject", value => value.Text("involvedObject", "fieldPath") ?? "", 1),
        BuiltInColumns.Column("Source", Source, 1),
        BuiltInColumns.Column("Message", value => (value.Text("message") ?? "").Trim()),
        new("First Seen", "string", "", "", 1, FirstSeen),
        new(
            "Count",
            "string",
            "",
            "",
            1,
            (value, _) => Math.Max(1, value.Number("count") ?? 1).ToString(CultureInfo.InvariantCulture)
        ),
        BuiltInColumns.Column("Name", value => value.Text("metadata", "name"), 1),
    ];

    private static JsonNode LastSeen(JsonObject value, DateTimeOffset now) =>
        ColumnSet.Duration(
            value.Text("series", "lastObservedTime") ?? value.Text("lastTimestamp") ?? value.Text("eventTime"),
            now
        );

    private static JsonNode FirstSeen(JsonObject value, DateTimeOffset now) =>
        ColumnSet.Duration(value.Text("firstTimestamp") ?? value.Text("eventTime"), now);

    private static string Regarding(JsonObject value) =>
        $"{value.Text("involvedObject", "kind")?.ToLowerInvariant()}/{value.Text("involvedObject", "name")}";

    private static string Source(JsonObject value)
    {
        var component = value.Text("source", "component") ?? value.Text("reportingComponent") ?? "";
        var host = value.Text("source", "host") ?? value.Text("reportingInstance") ?? "";
        return host.Length == 0 ? component : $"{component}, {host}";
    }
}
