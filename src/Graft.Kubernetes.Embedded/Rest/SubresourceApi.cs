using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Controllers.Scheduling;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Pods;
using Graft.Kubernetes.Embedded.ServiceAccounts;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Subresources other than status.</summary>
internal sealed class SubresourceApi(
    ObjectStore store,
    ResourceWriter writer,
    ResourceDeleter deleter,
    TokenRequestApi tokens,
    PodLogApi logs,
    DisruptionBudgets budgets,
    ScaleApi scales,
    TimeProvider time
)
{
    public Task HandleAsync(ApiRequest request)
    {
        if (!request.Definition.HasSubresource(request.Path.Subresource!))
        {
            throw ApiException.NothingThere();
        }
        return (request.Definition.Plural, request.Path.Subresource, request.Http.Request.Method) switch
        {
            ("namespaces", "finalize", "PUT") => FinalizeNamespaceAsync(request),
            ("serviceaccounts", "token", "POST") => tokens.HandleAsync(request, Find(request)),
            ("pods", "eviction", "POST") => EvictAsync(request),
            ("pods", "binding", "POST") => BindAsync(request),
            ("pods", "attach" or "ephemeralcontainers" or "exec" or "portforward", _) => throw NeedsKubelet(request),
            ("certificatesigningrequests", "approval", "PUT") => ApproveAsync(request),
            ("pods", "log", "GET") => logs.HandleAsync(request, Find(request)),
            (_, "scale", _) => scales.HandleAsync(request, Find(request)),
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
                value["apiVersion"] = request.Definition.ApiVersion;
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

    private async Task EvictAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request);
        var options = DeleteRequest.From(body.ObjectAt("deleteOptions"));
        var context = request.WriteContext();
        budgets.Check(Find(request));
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
            "binding",
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
                PodScheduling.SetScheduled(value, time.GetUtcNow());
            }
        );
        await request.Http.WriteJsonAsync(201, Success());
    }

    /// <summary>What only a kubelet can do is refused in words that say so.</summary>
    private ApiException NeedsKubelet(ApiRequest request)
    {
        var pod = Find(request);
        return new ApiException(
            501,
            "NotImplemented",
            $"{request.Path.Subresource} of pod {pod.Name}: the nodes of this cluster run pods without a kubelet that serves it"
        );
    }

    private async Task ApproveAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request);
        var conditions = body.ArrayAt("status", "conditions");
        var stored = await ChangeAsync(
            request,
            "status",
            value => value.Child("status").SetCopy("conditions", conditions)
        );
        await request.Http.WriteBytesAsync(200, Responses.Json, stored.Json);
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
