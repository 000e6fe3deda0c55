using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Yaml;

namespace Graft.Kubernetes.Embedded.Views;

/// <summary>What another view shows, as YAML. A list is made whole before any of it is written.</summary>
internal sealed class YamlView(IObjectView inner) : IObjectView
{
    private ArrayBufferWriter<byte>? _list;

    public string ContentType => RequestBody.Yaml;

    public void WriteOne(StoredObject value, IBufferWriter<byte> output)
    {
        var json = new ArrayBufferWriter<byte>(value.Json.Length + 256);
        inner.WriteOne(value, json);
        Write(json, output);
    }

    public void BeginList(ListPage page, IBufferWriter<byte> output)
    {
        _list = new ArrayBufferWriter<byte>(4096);
        inner.BeginList(page, _list);
    }

    public void WriteSeparator(IBufferWriter<byte> output) => inner.WriteSeparator(_list!);

    public void WriteItem(StoredObject value, IBufferWriter<byte> output) => inner.WriteItem(value, _list!);

    public void EndList(IBufferWriter<byte> output)
    {
        inner.EndList(_list!);
        Write(_list!, output);
    }

    public void WriteBookmark(long resourceVersion, bool endsInitialEvents, IBufferWriter<byte> output)
    {
        var json = new ArrayBufferWriter<byte>(512);
        inner.WriteBookmark(resourceVersion, endsInitialEvents, json);
        Write(json, output);
    }

    private static void Write(ArrayBufferWriter<byte> json, IBufferWriter<byte> output)
    {
        var node = JsonNode.Parse(json.WrittenSpan, documentOptions: StoredObject.ParseOptions);
        output.Write(Encoding.UTF8.GetBytes(YamlWriter.Write(node!)));
    }
}
