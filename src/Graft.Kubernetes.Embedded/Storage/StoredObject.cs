using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// One version of one object, as it is kept: its bytes, which answers are made of without a detour, and what is needed
/// to find it. Immutable.
/// </summary>
internal sealed class StoredObject
{
    public static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = 512 };

    private readonly ObjectHeader _header;
    private WeakReference<JsonObject>? _value;

    public StoredObject(GroupResource resource, ReadOnlyMemory<byte> json)
    {
        Resource = resource;
        Json = json;
        _header = ObjectHeader.Read(json.Span);
    }

    public GroupResource Resource { get; }

    /// <summary>The object as JSON in UTF-8, in its storage version.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Empty for objects of the whole cluster.</summary>
    public string Namespace => _header.Namespace;

    public string Name => _header.Name;

    public string Uid => _header.Uid;

    public long ResourceVersion => _header.ResourceVersion;

    public bool IsDeleting => _header.IsDeleting;

    /// <summary>Whether it states any owner references.</summary>
    public bool HasOwners => _header.HasOwners;

    public IReadOnlyDictionary<string, string> Labels => _header.Labels;

    /// <summary>
    /// The object to read, shared by all readers and never changed. Kept only while somebody reads it: as a tree an object
    /// takes several times the memory of its bytes.
    /// </summary>
    public JsonObject Value
    {
        get
        {
            if (_value?.TryGetTarget(out var value) != true)
            {
                value = Copy();
                _value = new WeakReference<JsonObject>(value);
            }
            return value!;
        }
    }

    /// <summary>
    /// Whether the object was written in this API version. Its kind may be stored in another by now: then the object changes
    /// over with its next write.
    /// </summary>
    public bool IsOf(string apiVersion) => ObjectHeader.IsOf(Json.Span, apiVersion);

    /// <summary>The object to change, the caller's own.</summary>
    public JsonObject Copy() => (JsonObject)JsonNode.Parse(Json.Span, documentOptions: ParseOptions)!;
}
