using System.Buffers;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Reviews;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Turns requests for kinds into reads and writes.</summary>
internal sealed class ResourceApi(
    ListHandler lists,
    WatchHandler watches,
    PatchHandler patches,
    ResourceWriter writer,
    ResourceDeleter deleter,
    CollectionDeleter collections,
    ReviewApi reviews,
    SubresourceApi subresources,
    TimeProvider time
)
{
    public Task HandleAsync(ApiRequest request)
    {
        var definition = request.Definition;
        if (ReviewApi.Handles(definition))
        {
            return HttpMethods.IsPost(request.Http.Request.Method)
                ? reviews.HandleAsync(request)
                : throw ApiException.MethodNotAllowed();
        }
        if (definition.IsNamespaced && request.Path is { Namespace: null, Name: not null })
        {
            throw ApiException.NothingThere();
        }
        if (!definition.IsNamespaced && request.Path.Namespace is not null)
        {
            throw ApiException.NothingThere();
        }
        if (request.Path.IsWatch && !HttpMethods.IsGet(request.Http.Request.Method))
        {
            throw ApiException.MethodNotAllowed();
        }
        if (definition.DeprecationWarning is { } warning)
        {
            request.Warn(warning);
        }
        return request.Path switch
        {
            { Subresource: "status" } when definition.HasStatus => ItemAsync(request),
            { Subresource: not null } => subresources.HandleAsync(request),
            { Name: not null } => ItemAsync(request),
            _ => CollectionAsync(request),
        };
    }

    private Task CollectionAsync(ApiRequest request) =>
        request.Http.Request.Method switch
        {
            "GET" when request.IsWatch => watches.WatchAsync(request),
            "GET" or "HEAD" => lists.ListAsync(request),
            "POST" when request.Definition.IsNamespaced && request.Path.Namespace is null =>
                throw ApiException.MethodNotAllowed(),
            "POST" => CreateAsync(request),
            "DELETE" when request.Definition.IsNamespaced && request.Path.Namespace is null =>
                throw ApiException.MethodNotAllowed(),
            "DELETE" when request.Definition.Allows("deletecollection") => collections.DeleteAsync(request),
            _ => throw ApiException.MethodNotAllowed(),
        };

    private Task ItemAsync(ApiRequest request) =>
        (request.Http.Request.Method, request.Path.Subresource) switch
        {
            ("GET", null) when request.IsWatch => watches.WatchAsync(request),
            ("GET" or "HEAD", _) => lists.GetAsync(request),
            ("PUT", _) => ReplaceAsync(request),
            ("PATCH", _) => patches.PatchAsync(request),
            ("DELETE", null) => DeleteAsync(request),
            _ => throw ApiException.MethodNotAllowed(),
        };

    private async Task CreateAsync(ApiRequest request)
    {
        var view = ObjectViews.For(request, time);
        var context = request.WriteContext();
        var body = await ReadAsync(request, context);
        var stored = await writer.CreateAsync(request.Stored, request.Path.Namespace, body, context, request.Aborted);
        await AnswerAsync(request, view, 201, stored);
    }

    private async Task ReplaceAsync(ApiRequest request)
    {
        var view = ObjectViews.For(request, time);
        var context = request.WriteContext(isReplacement: true);
        var body = await ReadAsync(request, context);
        var stored = await writer.UpdateAsync(
            request.Stored,
            request.Path.Namespace,
            request.Path.Name!,
            request.Path.Subresource,
            _ => (JsonObject)body.DeepClone(),
            context,
            request.Aborted
        );
        await AnswerAsync(request, view, 200, stored);
    }

    /// <summary>The object in the body, in the form in which it is stored.</summary>
    private static async Task<JsonObject> ReadAsync(ApiRequest request, WriteContext context)
    {
        var body = await ResourceBody.ReadAsync(request, context);
        if (request.Definition.Form is not null)
        {
            ObjectPreparation.MatchRequest(body, request.Definition, request.Path.Namespace, request.Path.Name);
        }
        return request.Definition.ToStored(body);
    }

    private async Task DeleteAsync(ApiRequest request)
    {
        var options = DeleteOptionsReader.Merge(await RequestBody.ReadOptionalAsync(request), request);
        var context = request.WriteContext();
        var (value, isGone) = await deleter.DeleteAsync(
            request.Stored,
            request.Path.Namespace,
            request.Path.Name!,
            options,
            context with
            {
                IsDryRun = context.IsDryRun || options.IsDryRun,
            },
            request.Aborted
        );
        if (!isGone)
        {
            await AnswerAsync(request, ObjectViews.For(request, time), 200, value);
            return;
        }
        await request.Http.WriteJsonAsync(200, Deleted(request.Definition, value));
    }

    private static JsonObject Deleted(ResourceDefinition definition, StoredObject value)
    {
        var details = new JsonObject { ["name"] = value.Name };
        if (definition.Group.Length > 0)
        {
            details["group"] = definition.Group;
        }
        details["kind"] = definition.Plural;
        details["uid"] = value.Uid;
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }

    private static async Task AnswerAsync(ApiRequest request, IObjectView view, int status, StoredObject value)
    {
        var output = new ArrayBufferWriter<byte>(value.Json.Length + 256);
        view.WriteOne(value, output);
        await request.Http.WriteBytesAsync(status, view.ContentType, output.WrittenMemory);
    }
}
