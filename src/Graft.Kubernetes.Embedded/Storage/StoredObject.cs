using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// One version of one object, as it is kept: its bytes, which answers are made of without a detour, and what is needed
/// to find it. Immutable.
/// </summary>
internal sealed class StoredObject
{
    public static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = 512 };

    private JsonObject? _value;

    public StoredObject(GroupResource resource, ReadOnlyMemory<byte> json, JsonObject value)
    {
        Resource = resource;
        Json = json;
        Namespace = value.Text("metadata", "namespace") ?? "";
        Name = value.Text("metadata", "name") ?? "";
        Uid = value.Text("metadata", "uid") ?? "";
        IsDeleting = value.Text("metadata", "deletionTimestamp") is not null;
        ResourceVersion = long.TryParse(
            value.Text("metadata", "resourceVersion"),
            System.Globalization.CultureInfo.InvariantCulture,
            out var version
        )
            ? version
            : 0;
        Labels = value.ObjectAt("metadata", "labels") is { Count: > 0 } labels ? ReadLabels(labels) : NoLabels;
    }

    private static readonly Dictionary<string, string> NoLabels = [];

    public GroupResource Resource { get; }

    /// <summary>The object as JSON in UTF-8, in its storage version.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Empty for objects of the whole cluster.</summary>
    public string Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public long ResourceVersion { get; }

    public bool IsDeleting { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>The object to read, shared by all readers and never changed.</summary>
    public JsonObject Value => _value ??= Copy();

    /// <summary>The object to change, the caller's own.</summary>
    public JsonObject Copy() => (JsonObject)JsonNode.Parse(Json.Span, documentOptions: ParseOptions)!;

    private static Dictionary<string, string> ReadLabels(JsonObject labels)
    {
        var result = new Dictionary<string, string>(labels.Count, StringComparer.Ordinal);
        foreach (var (key, value) in labels)
        {
            if (value is JsonValue leaf && leaf.TryGetValue<string>(out var text))
            {
                result[key] = text;
            }
        }
        return result;
    }
}
