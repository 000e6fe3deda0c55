using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Security;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Patches;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Subresources other than status.</summary>
internal sealed class SubresourceApi(
    ObjectStore store,
    ResourceWriter writer,
    ResourceDeleter deleter,
    ServiceAccountTokens tokens,
    PodLogApi logs,
    string cluster,
    TimeProvider time
)
{
    private const long DefaultTokenSeconds = 3600;

    public Task HandleAsync(ApiRequest request)
    {
        if (!request.Definition.HasSubresource(request.Path.Subresource!))
        {
            throw ApiException.NothingThere();
        }
        return (request.Definition.Plural, request.Path.Subresource, request.Http.Request.Method) switch
        {
            ("namespaces", "finalize", "PUT") => FinalizeNamespaceAsync(request),
            ("serviceaccounts", "token", "POST") => IssueTokenAsync(request),
            ("pods", "eviction", "POST") => EvictAsync(request),
            ("pods", "binding", "POST") => BindAsync(request),
            ("pods", "log", "GET") => logs.HandleAsync(request, Find(request)),
            (_, "scale", "GET") => GetScaleAsync(request),
            (_, "scale", "PUT" or "PATCH") => SetScaleAsync(request),
            _ => throw ApiException.MethodNotAllowed(),
        };
    }

    private StoredObject Find(ApiRequest request) =>
        store.Find(request.Definition.GroupResource, request.Path.Namespace ?? "", request.Path.Name!)
        ?? throw ApiException.NotFound(request.Definition.GroupResource, request.Path.Name!);

    private Task<StoredObject> ChangeAsync(ApiRequest request, string? subresource, Action<JsonObject> change) =>
        writer.UpdateAsync(
            request.Definition,
            request.Path.Namespace,
            request.Path.Name!,
            subresource,
            current =>
            {
                var value = current.Copy();
                change(value);
                return value;
            },
            request.WriteContext(),
            request.Aborted
        );

    private async Task FinalizeNamespaceAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request);
        var finalizers = body.ArrayAt("spec", "finalizers");
        var stored = await ChangeAsync(
            request,
            "finalize",
            value => value.Child("spec").SetCopy("finalizers", finalizers)
        );
        await request.Http.WriteBytesAsync(200, Responses.Json, stored.Json);
    }

    private async Task IssueTokenAsync(ApiRequest request)
    {
        var account = Find(request);
        var body = await RequestBody.ReadObjectAsync(request);
        var seconds = body.Number("spec", "expirationSeconds") ?? DefaultTokenSeconds;
        var expires = time.GetUtcNow().AddSeconds(Math.Clamp(seconds, 600, 1L << 31));
        body["apiVersion"] = "authentication.k8s.io/v1";
        body["kind"] = "TokenRequest";
        body.Metadata()["name"] = account.Name;
        body.Metadata()["namespace"] = account.Namespace;
        body["status"] = new JsonObject
        {
            ["token"] = tokens.Issue(cluster, account.Namespace, account.Name, account.Uid, expires),
            ["expirationTimestamp"] = ObjectPreparation.Time(expires),
        };
        await request.Http.WriteJsonAsync(201, body);
    }

    private async Task EvictAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request);
        var options = DeleteRequest.From(body.ObjectAt("deleteOptions"));
        var context = request.WriteContext();
        await deleter.DeleteAsync(
            request.Definition,
            request.Path.Namespace,
            request.Path.Name!,
            options,
            context with
            {
                IsDryRun = context.IsDryRun || options.IsDryRun,
            },
            request.Aborted
        );
        await request.Http.WriteJsonAsync(201, Success());
    }

    private async Task BindAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request);
        var node = body.Text("target", "name") ?? throw ApiException.BadRequest("target.name is required");
        await ChangeAsync(
            request,
            null,
            value =>
            {
                if (value.Text("spec", "nodeName") is { Length: > 0 } bound)
                {
                    throw ApiException.Conflict(
                        request.Definition.GroupResource,
                        request.Path.Name!,
                        $"pod {request.Path.Name} is already assigned to node \"{bound}\""
                    );
                }
                value.Child("spec")["nodeName"] = node;
            }
        );
        await request.Http.WriteJsonAsync(201, Success());
    }

    private async Task GetScaleAsync(ApiRequest request) =>
        await request.Http.WriteJsonAsync(200, Scale(Find(request).Value));

    private async Task SetScaleAsync(ApiRequest request)
    {
        var isPatch = HttpMethods.IsPatch(request.Http.Request.Method);
        var body = isPatch ? await PatchedScaleAsync(request) : await RequestBody.ReadObjectAsync(request);
        var replicas = body.Number("spec", "replicas") ?? throw ApiException.BadRequest("spec.replicas is required");
        var stored = await ChangeAsync(request, null, value => value.Child("spec")["replicas"] = replicas);
        await request.Http.WriteJsonAsync(200, Scale(stored.Value));
    }

    private async Task<JsonObject> PatchedScaleAsync(ApiRequest request)
    {
        var bytes = await RequestBody.ReadBytesAsync(request.Http.Request, request.Aborted);
        return RequestBody.ParseJson(bytes, request) switch
        {
            JsonObject changes => MergePatch.Apply(Scale(Find(request).Value), changes),
            JsonArray operations => JsonPatch.Apply(Scale(Find(request).Value), operations) as JsonObject ?? [],
            _ => throw ApiException.BadRequest("the patch is no object or list"),
        };
    }

    private static JsonObject Scale(JsonObject value)
    {
        var selector = value.ObjectAt("spec", "selector", "matchLabels") ?? [];
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = value.Text("metadata", "name"),
                ["namespace"] = value.Text("metadata", "namespace"),
                ["uid"] = value.Text("metadata", "uid"),
                ["resourceVersion"] = value.Text("metadata", "resourceVersion"),
                ["creationTimestamp"] = value.Text("metadata", "creationTimestamp"),
            },
            ["spec"] = new JsonObject { ["replicas"] = value.Number("spec", "replicas") ?? 0 },
            ["status"] = new JsonObject
            {
                ["replicas"] = value.Number("status", "replicas") ?? 0,
                ["selector"] = string.Join(',', selector.Select(label => $"{label.Key}={label.Value}")),
            },
        };
    }

    private static JsonObject Success() =>
        new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["code"] = 201,
        };
}
