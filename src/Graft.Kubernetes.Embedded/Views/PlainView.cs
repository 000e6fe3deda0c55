using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Views;

/// <summary>The objects as they are: their stored bytes, copied. Another version than the stored one is put in first.</summary>
internal sealed class PlainView(ResourceDefinition definition) : IObjectView
{
    public string ContentType => Responses.Json;

    public void WriteOne(StoredObject value, IBufferWriter<byte> output) =>
        output.Write(BytesOf(value, definition).Span);

    public void BeginList(ListPage page, IBufferWriter<byte> output) =>
        output.WriteOpen(EmptyList(definition.ListKind, definition.ApiVersion, page));

    public void WriteItem(StoredObject value, IBufferWriter<byte> output) => WriteOne(value, output);

    public void EndList(IBufferWriter<byte> output) => output.Write("]}\n"u8);

    public void WriteBookmark(long resourceVersion, bool endsInitialEvents, IBufferWriter<byte> output) =>
        output.Write(Bookmark(definition.Kind, definition.ApiVersion, resourceVersion, endsInitialEvents).ToUtf8());

    public static JsonObject EmptyList(string kind, string apiVersion, ListPage page) =>
        new()
        {
            ["kind"] = kind,
            ["apiVersion"] = apiVersion,
            ["metadata"] = page.ToMetadata(),
            ["items"] = new JsonArray(),
        };

    /// <summary>An object in the version that a definition serves.</summary>
    public static ReadOnlyMemory<byte> BytesOf(StoredObject value, ResourceDefinition definition)
    {
        var isOutOfShape = value.ResourceVersion <= definition.ShapedSince && definition.Schema is not null;
        if (definition.Form is null && value.IsOf(definition.ApiVersion) && !isOutOfShape)
        {
            return value.Json;
        }
        var shown = definition.FromStored(value.Copy());
        if (isOutOfShape)
        {
            definition.Schema!.Prune(shown);
            definition.Schema.Default(shown);
        }
        return shown.ToUtf8();
    }

    public static JsonObject Bookmark(string kind, string apiVersion, long resourceVersion, bool endsInitialEvents)
    {
        var metadata = new JsonObject
        {
            ["resourceVersion"] = resourceVersion.ToString(CultureInfo.InvariantCulture),
            ["creationTimestamp"] = null,
        };
        if (endsInitialEvents)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }
        return new JsonObject
        {
            ["kind"] = kind,
            ["apiVersion"] = apiVersion,
            ["metadata"] = metadata,
        };
    }
}
