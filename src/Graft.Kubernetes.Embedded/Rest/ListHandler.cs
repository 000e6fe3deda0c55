using System.Buffers;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Answers GET of one object and of lists. The pages of a list all show the state of the first.</summary>
internal sealed class ListHandler(ObjectStore store, PageSnapshots pages, PastStates past, TimeProvider time)
{
    public async Task GetAsync(ApiRequest request)
    {
        var definition = request.Stored;
        var view = ObjectViews.For(request, time);
        var state = store.Durable;
        if (request.ResourceVersion > state.ResourceVersion)
        {
            throw ApiException.TooLargeVersion(request.ResourceVersion.Value, state.ResourceVersion);
        }
        var found =
            state.Find(definition.GroupResource, request.Path.Namespace ?? "", request.Path.Name!)
            ?? throw ApiException.NotFound(definition.GroupResource, request.Path.Name!);
        var output = new ArrayBufferWriter<byte>(found.Json.Length + 256);
        view.WriteOne(found, output);
        await request.Http.WriteBytesAsync(200, view.ContentType, output.WrittenMemory);
    }

    public async Task ListAsync(ApiRequest request)
    {
        var view = ObjectViews.For(request, time);
        var query = ListQuery.Read(request);
        var start = await StartAsync(request, query);
        var isWhole = query.Labels.IsEmpty && query.Fields.IsEmpty;
        var (values, remaining) = Page(
            start.Objects.Where(value => query.Labels.Matches(value.Labels) && query.Fields.Matches(value)),
            start.After,
            query.Limit,
            countRest: isWhole
        );
        var next = remaining > 0 ? ContinueToken.After(values[^1], start.ResourceVersion).ToString() : null;
        if (next is not null && start.Snapshot is { } snapshot)
        {
            pages.Keep(snapshot);
        }
        var page = new ListPage(start.ResourceVersion, next, next is not null && isWhole ? remaining : null);
        await new ListResponse(request.Http, view).WriteAsync(values, page);
    }

    private async ValueTask<ListStart> StartAsync(ApiRequest request, ListQuery query)
    {
        if (query.Continue.Length > 0)
        {
            return await ContinueAsync(request, query);
        }
        var state = store.Durable;
        var wanted = query.ResourceVersion ?? 0;
        if (wanted > state.ResourceVersion)
        {
            throw ApiException.TooLargeVersion(wanted, state.ResourceVersion);
        }
        // A version with a limit and no rule for it means that very version, as it always did.
        var isExact = query.IsExact || (query.Limit > 0 && wanted > 0 && !query.IsNotOlderThan);
        return isExact && wanted != state.ResourceVersion
            ? await PastAsync(request, wanted, null)
                ?? throw ApiException.Expired("The resourceVersion for the provided list is too old.")
            : Present(request, state, null);
    }

    private async ValueTask<ListStart> ContinueAsync(ApiRequest request, ListQuery query)
    {
        if (query.ResourceVersion is { } version and not 0)
        {
            throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
        }
        var token = ContinueToken.Read(query.Continue);
        if (token.TakesAnyState)
        {
            return Present(request, store.Durable, token);
        }
        return pages.Find(token.ResourceVersion) is { } kept
            ? Present(request, kept, token)
            : await PastAsync(request, token.ResourceVersion, token)
                ?? throw ApiException.ExpiredToken(token.WithAnyState().ToString());
    }

    private static ListStart Present(ApiRequest request, StoreSnapshot state, ContinueToken? after) =>
        new(state.ResourceVersion, state.List(request.Stored.GroupResource, Place(request)), after, state);

    private async ValueTask<ListStart?> PastAsync(ApiRequest request, long version, ContinueToken? after)
    {
        var resource = request.Stored.GroupResource;
        var objects = await past.ListAsync(resource, Place(request), version, request.Aborted);
        return objects is null ? null : new ListStart(version, objects, after, null);
    }

    private static string? Place(ApiRequest request) => request.Stored.IsNamespaced ? request.Path.Namespace : null;

    /// <summary>The page, and how many objects follow it; one for any number where the rest is not counted.</summary>
    private static (List<StoredObject> Values, long Remaining) Page(
        IEnumerable<StoredObject> all,
        ContinueToken? after,
        long limit,
        bool countRest
    )
    {
        var values = new List<StoredObject>();
        var rest = 0L;
        foreach (var value in all)
        {
            if (after?.IsBefore(value) == false)
            {
                continue;
            }
            if (limit <= 0 || values.Count < limit)
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
        return (values, rest);
    }

    /// <summary>What a list is read from.</summary>
    /// <param name="ResourceVersion">The version of the state.</param>
    /// <param name="Objects">All objects of the kind and place.</param>
    /// <param name="After">Where the page before ended.</param>
    /// <param name="Snapshot">The state to keep for the next page; null where it can be made again.</param>
    private sealed record ListStart(
        long ResourceVersion,
        IEnumerable<StoredObject> Objects,
        ContinueToken? After,
        StoreSnapshot? Snapshot
    );
}
