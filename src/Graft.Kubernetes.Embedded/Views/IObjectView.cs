using System.Buffers;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Views;

/// <summary>The form in which one request sees objects. A view serves one request and may remember what it wrote.</summary>
internal interface IObjectView
{
    string ContentType { get; }

    /// <summary>Writes one object, as the answer to a GET or inside a watch event.</summary>
    void WriteOne(StoredObject value, IBufferWriter<byte> output);

    /// <summary>Writes a list up to its first item.</summary>
    void BeginList(ListPage page, IBufferWriter<byte> output);

    /// <summary>Writes one item of a list.</summary>
    void WriteItem(StoredObject value, IBufferWriter<byte> output);

    /// <summary>Writes what stands between two items.</summary>
    void WriteSeparator(IBufferWriter<byte> output) => output.Write(","u8);

    /// <summary>Writes what stands behind the last item.</summary>
    void EndList(IBufferWriter<byte> output);

    /// <summary>Writes the object of a bookmark event, which has nothing but a resource version.</summary>
    void WriteBookmark(long resourceVersion, bool endsInitialEvents, IBufferWriter<byte> output);
}
