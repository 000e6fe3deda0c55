using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Tables;

namespace Graft.Kubernetes.Embedded.Views;

/// <summary>Objects as rows of a table, which is what <c>kubectl get</c> asks for.</summary>
/// <param name="definition">The kind that is shown.</param>
/// <param name="version">The version of Table that is asked for.</param>
/// <param name="includeObject">What each row carries besides its cells: None, Metadata or Object.</param>
/// <param name="time">What ages are measured against.</param>
internal sealed class TableView(ResourceDefinition definition, string version, string includeObject, TimeProvider time)
    : IObjectView
{
    private bool _headingsWritten;

    public string ContentType => $"application/json;as=Table;v={version};g=meta.k8s.io";

    public void WriteOne(StoredObject value, IBufferWriter<byte> output)
    {
        var metadata = new JsonObject { ["resourceVersion"] = Version(value.ResourceVersion) };
        output.Write(Table([value], metadata).ToUtf8());
    }

    public void BeginList(ListPage page, IBufferWriter<byte> output) => output.WriteOpen(Table([], page.ToMetadata()));

    public void WriteItem(StoredObject value, IBufferWriter<byte> output) =>
        output.Write(Row(value, time.GetUtcNow()).ToUtf8());

    public void EndList(IBufferWriter<byte> output) => output.Write("]}\n"u8);

    public void WriteBookmark(long resourceVersion, bool endsInitialEvents, IBufferWriter<byte> output)
    {
        var metadata = PlainView.Bookmark("Table", "", resourceVersion, endsInitialEvents)["metadata"]!.DeepClone();
        output.Write(Table([], (JsonObject)metadata).ToUtf8());
    }

    private JsonObject Table(IReadOnlyList<StoredObject> values, JsonObject metadata)
    {
        var now = time.GetUtcNow();
        var table = new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = $"meta.k8s.io/{version}",
            ["metadata"] = metadata,
            ["columnDefinitions"] = _headingsWritten ? new JsonArray() : Headings(),
            ["rows"] = new JsonArray([.. values.Select(value => Row(value, now))]),
        };
        _headingsWritten = true;
        return table;
    }

    private JsonArray Headings()
    {
        var headings = new JsonArray();
        foreach (var column in ColumnSet.Of(definition))
        {
            headings.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = column.Name,
                        ["type"] = column.Type,
                        ["format"] = column.Format,
                        ["description"] = column.Description,
                        ["priority"] = column.Priority,
                    }
            );
        }
        return headings;
    }

    private JsonObject Row(StoredObject value, DateTimeOffset now)
    {
        var cells = new JsonArray();
        foreach (var column in ColumnSet.Of(definition))
        {
            cells.Add(column.Cell(value.Value, now));
        }
        var row = new JsonObject { ["cells"] = cells };
        switch (includeObject)
        {
            case "Object":
                row["object"] = JsonNode.Parse(
                    PlainView.BytesOf(value, definition).Span,
                    documentOptions: StoredObject.ParseOptions
                );
                break;
            case "None":
                break;
            default:
                row["object"] = new JsonObject
                {
                    ["kind"] = "PartialObjectMetadata",
                    ["apiVersion"] = $"meta.k8s.io/{version}",
                    ["metadata"] = value.Value.ObjectAt("metadata")?.DeepClone(),
                };
                break;
        }
        return row;
    }

    private static string Version(long resourceVersion) => resourceVersion.ToString(CultureInfo.InvariantCulture);
}
