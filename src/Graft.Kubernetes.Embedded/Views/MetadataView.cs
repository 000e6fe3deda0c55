using System.Buffers;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Views;

/// <summary>The metadata of objects alone: <c>PartialObjectMetadata</c>.</summary>
internal sealed class MetadataView(string version) : IObjectView
{
    private readonly string _apiVersion = $"meta.k8s.io/{version}";

    public string ContentType => $"application/json;as=PartialObjectMetadata;g=meta.k8s.io;v={version}";

    public void WriteOne(StoredObject value, IBufferWriter<byte> output) => output.Write(Of(value).ToUtf8());

    public void BeginList(ListPage page, IBufferWriter<byte> output) =>
        output.WriteOpen(PlainView.EmptyList("PartialObjectMetadataList", _apiVersion, page));

    public void WriteItem(StoredObject value, IBufferWriter<byte> output) => WriteOne(value, output);

    public void EndList(IBufferWriter<byte> output) => output.Write("]}\n"u8);

    public void WriteBookmark(long resourceVersion, bool endsInitialEvents, IBufferWriter<byte> output) =>
        output.Write(
            PlainView.Bookmark("PartialObjectMetadata", _apiVersion, resourceVersion, endsInitialEvents).ToUtf8()
        );

    private JsonObject Of(StoredObject value) =>
        new()
        {
            ["kind"] = "PartialObjectMetadata",
            ["apiVersion"] = _apiVersion,
            ["metadata"] = value.Value.ObjectAt("metadata")?.DeepClone(),
        };
}
