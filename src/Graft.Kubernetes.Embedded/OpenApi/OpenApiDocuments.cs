using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.OpenApi;

/// <summary>
/// The OpenAPI documents of one logical cluster, made anew when its kinds change. kubectl reads them before each write
/// (does the server validate fields?) and for <c>kubectl explain</c>.
/// </summary>
/// <param name="registry">The kinds.</param>
/// <param name="title">What the documents are called.</param>
/// <param name="version">The version that is served; it changes only together with the kinds.</param>
internal sealed class OpenApiDocuments(ResourceRegistry registry, string title, Func<string> version)
{
    private readonly Lock _lock = new();
    private Documents? _current;

    /// <summary>The body of <c>/openapi/v3</c>. Server-relative URLs start with <paramref name="pathPrefix"/>.</summary>
    public TaggedDocument Index(string pathPrefix)
    {
        var paths = new JsonObject();
        foreach (var (path, document) in Current().ByPath)
        {
            var url = $"{pathPrefix}/openapi/v3/{path}?hash={document.Hash}";
            paths[path] = new JsonObject { ["serverRelativeURL"] = url };
        }
        return new TaggedDocument(OpenApiJson.Utf8(new JsonObject { ["paths"] = paths }));
    }

    /// <summary>The body of <c>/openapi/v3/apis/&lt;group&gt;/&lt;version&gt;</c>; null where nothing is served.</summary>
    public TaggedDocument? GroupVersion(string group, string version) =>
        Current().ByPath.GetValueOrDefault(PathOf(group, version));

    /// <summary>The OpenAPI v2 document in its protobuf form.</summary>
    public TaggedDocument V2Protobuf() => Current().V2Protobuf;

    /// <summary>The OpenAPI v2 document as JSON.</summary>
    public TaggedDocument V2Json() => Current().V2Json;

    private Documents Current()
    {
        lock (_lock)
        {
            var generation = registry.Generation;
            if (_current?.Generation != generation)
            {
                _current = Make(generation);
            }
            return _current;
        }
    }

    private Documents Make(long generation)
    {
        var all = registry.All;
        var byPath = new SortedDictionary<string, TaggedDocument>(StringComparer.Ordinal);
        foreach (var served in all.GroupBy(definition => (definition.Group, definition.Version)))
        {
            byPath[PathOf(served.Key.Group, served.Key.Version)] = new TaggedDocument(
                OpenApiV3.Document(served, title, version())
            );
        }
        return new Documents(
            generation,
            byPath,
            new TaggedDocument(OpenApiV2.Protobuf(all, title, version())),
            new TaggedDocument(OpenApiV2.Json(all, title, version()))
        );
    }

    private static string PathOf(string group, string version) =>
        group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";

    private sealed record Documents(
        long Generation,
        SortedDictionary<string, TaggedDocument> ByPath,
        TaggedDocument V2Protobuf,
        TaggedDocument V2Json
    );
}
