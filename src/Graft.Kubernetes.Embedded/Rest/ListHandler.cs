using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Selectors;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Answers GET of one object and of lists. The pages of a list all show the state of the first.</summary>
internal sealed class ListHandler(ObjectStore store, PageSnapshots pages, TimeProvider time)
{
    public async Task GetAsync(ApiRequest request)
    {
        var definition = request.Definition;
        var view = ObjectViews.For(request, time);
        var found =
            store.Durable.Find(definition.GroupResource, request.Path.Namespace ?? "", request.Path.Name!)
            ?? throw ApiException.NotFound(definition.GroupResource, request.Path.Name!);
        var output = new ArrayBufferWriter<byte>(found.Json.Length + 256);
        view.WriteOne(found, output);
        await request.Http.WriteBytesAsync(200, view.ContentType, output.WrittenMemory);
    }

    public async Task ListAsync(ApiRequest request)
    {
        var view = ObjectViews.For(request, time);
        var labels = LabelSelector.Parse(request.Query("labelSelector"));
        var fields = FieldSelector.Parse(request.Query("fieldSelector"), request.Definition);
        var limit = request.Number("limit") ?? 0;
        var (state, after) = Start(request);
        var (values, next, remaining) = Page(
            Select(state, request).Where(value => labels.Matches(value.Labels) && fields.Matches(value)),
            after,
            limit < 0 ? throw ApiException.BadRequest("limit must not be negative") : limit,
            countRest: labels.IsEmpty && fields.IsEmpty
        );
        var continuation = next is null ? null : Token(pages.Keep(state), next);
        var page = new ListPage(state.ResourceVersion, continuation, remaining);
        await new ListResponse(request.Http, view).WriteAsync(values, page);
    }

    private (StoreSnapshot State, string? After) Start(ApiRequest request)
    {
        var token = request.Query("continue");
        if (string.IsNullOrEmpty(token))
        {
            var state = store.Durable;
            if (request.ResourceVersion > state.ResourceVersion)
            {
                throw new ApiException(
                    504,
                    "Timeout",
                    $"Too large resource version: {request.ResourceVersion}, current: {state.ResourceVersion}"
                );
            }
            if (
                request.Query("resourceVersionMatch") == "Exact"
                && request.ResourceVersion is { } exact
                && exact != state.ResourceVersion
            )
            {
                state = pages.Find(exact) ?? throw ApiException.Expired("The provided resource version is too old.");
            }
            return (state, null);
        }
        var (version, after) = Read(token);
        return (
            pages.Find(version)
                ?? throw ApiException.Expired(
                    "The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter."
                ),
            after
        );
    }

    private static IEnumerable<StoredObject> Select(StoreSnapshot state, ApiRequest request) =>
        state.List(request.Definition.GroupResource, request.Definition.IsNamespaced ? request.Path.Namespace : null);

    private static (List<StoredObject> Values, string? Next, long? Remaining) Page(
        IEnumerable<StoredObject> all,
        string? after,
        long limit,
        bool countRest
    )
    {
        var values = new List<StoredObject>();
        var rest = 0L;
        foreach (var value in all)
        {
            if (after is not null && !IsAfter(value, after))
            {
                continue;
            }
            if (limit == 0 || values.Count < limit)
            {
                values.Add(value);
                continue;
            }
            rest++;
            if (!countRest)
            {
                break;
            }
        }
        return rest == 0 ? (values, null, null) : (values, Position(values[^1]), countRest ? rest : null);
    }

    private static bool IsAfter(StoredObject value, string position)
    {
        var slash = position.IndexOf('/', StringComparison.Ordinal);
        var byNamespace = string.CompareOrdinal(value.Namespace, position[..slash]);
        return byNamespace > 0 || (byNamespace == 0 && string.CompareOrdinal(value.Name, position[(slash + 1)..]) > 0);
    }

    private static string Position(StoredObject value) => $"{value.Namespace}/{value.Name}";

    private static string Token(long version, string position) =>
        Convert.ToBase64String(
            new JsonObject
            {
                ["v"] = "meta.k8s.io/v1",
                ["rv"] = version,
                ["start"] = position,
            }.ToUtf8()
        );

    private static (long Version, string Position) Read(string token)
    {
        var buffer = new byte[token.Length];
        if (Convert.TryFromBase64String(token, buffer, out var length))
        {
            try
            {
                var json = JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, length)) as JsonObject;
                if (
                    json?.Number("rv") is { } version
                    && json.Text("start") is { } start
                    && start.Contains('/', StringComparison.Ordinal)
                )
                {
                    return (version, start);
                }
            }
            catch (System.Text.Json.JsonException)
            {
                // Not one of ours; refused below.
            }
        }
        throw ApiException.BadRequest("continue key is not valid: illegal base64 data or unknown form");
    }
}
