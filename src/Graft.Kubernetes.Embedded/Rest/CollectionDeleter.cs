using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Deletes all objects of a kind that a selector matches.</summary>
internal sealed class CollectionDeleter(ObjectStore store, ResourceDeleter deleter)
{
    public async Task DeleteAsync(ApiRequest request)
    {
        var definition = request.Stored;
        var options = DeleteOptionsReader.Merge(await RequestBody.ReadOptionalAsync(request), request);
        var query = ListQuery.Read(request);
        var context = request.WriteContext();
        context = context with { IsDryRun = context.IsDryRun || options.IsDryRun };
        var state = store.Current;
        var deleted = new JsonArray();
        foreach (
            var value in state.List(definition.GroupResource, definition.IsNamespaced ? request.Path.Namespace : null)
        )
        {
            if (query.Labels.Matches(value.Labels) && query.Fields.Matches(value))
            {
                await DeleteOneAsync(value);
            }
        }
        await request.Http.WriteJsonAsync(
            200,
            new JsonObject
            {
                ["kind"] = definition.ListKind,
                ["apiVersion"] = definition.ApiVersion,
                ["metadata"] = new ListPage(state.ResourceVersion, null, null).ToMetadata(),
                ["items"] = deleted,
            }
        );

        async Task DeleteOneAsync(StoredObject value)
        {
            try
            {
                await deleter.DeleteAsync(definition, Place(value), value.Name, options, context, request.Aborted);
                deleted.Add((JsonNode)value.Value.Copy());
            }
            catch (ApiException exception) when (exception.Code == 404)
            {
                // Gone in the meantime, as was wanted.
            }
        }
    }

    private static string? Place(StoredObject value) => value.Namespace.Length == 0 ? null : value.Namespace;
}
