using System.Buffers;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Apply;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;
using Graft.Kubernetes.Patches;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Answers PATCH in all its forms.</summary>
internal sealed class PatchHandler(ObjectStore store, ResourceWriter writer, IAuthorizer authorizer, TimeProvider time)
{
    private const string Merge = "application/merge-patch+json";
    private const string Json = "application/json-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string ApplyYaml = "application/apply-patch+yaml";

    public async Task PatchAsync(ApiRequest request)
    {
        var view = ObjectViews.For(request, time);
        var type = RequestBody.MediaType(request.Http.Request);
        if (type == Strategic && request.Definition.IsCustom)
        {
            throw ApiException.UnsupportedMediaType(Json, Merge, ApplyYaml);
        }
        if (type is not (Merge or Json or Strategic or ApplyYaml))
        {
            throw ApiException.UnsupportedMediaType(Json, Merge, Strategic, ApplyYaml);
        }
        var bytes = await RequestBody.ReadBytesAsync(request.Http.Request, request.Aborted);
        var (stored, isNew) =
            type == ApplyYaml ? await ApplyAsync(request, bytes) : (await ChangeAsync(request, type, bytes), false);
        var output = new ArrayBufferWriter<byte>(stored.Json.Length + 256);
        view.WriteOne(stored, output);
        await request.Http.WriteBytesAsync(isNew ? 201 : 200, view.ContentType, output.WrittenMemory);
    }

    private Task<StoredObject> ChangeAsync(ApiRequest request, string type, ReadOnlyMemory<byte> bytes)
    {
        var patch = RequestBody.ParseJson(bytes, request);
        return writer.UpdateAsync(
            request.Definition,
            request.Path.Namespace,
            request.Path.Name!,
            request.Path.Subresource,
            current => Patched(request, type, patch, current),
            request.WriteContext(),
            request.Aborted
        );
    }

    private static JsonObject Patched(ApiRequest request, string type, JsonNode? patch, StoredObject current)
    {
        var target = current.Copy();
        target["apiVersion"] = request.Definition.ApiVersion;
        try
        {
            var result = (type, patch) switch
            {
                (Merge, JsonObject changes) => MergePatch.Apply(target, changes),
                (Json, JsonArray operations) => JsonPatch.Apply(target, operations),
                (Strategic, JsonObject changes) => StrategicMergePatch.Apply(
                    target,
                    changes,
                    MergeSchemas.For(request.Definition.Group, request.Definition.Kind)
                ),
                _ => throw ApiException.BadRequest("the patch is no object or list as its type demands"),
            };
            return result as JsonObject ?? throw ApiException.BadRequest("the patch makes no object");
        }
        catch (JsonPatchException exception) when (exception.IsMalformed)
        {
            throw ApiException.BadRequest(exception.Message);
        }
        catch (JsonPatchException exception)
        {
            var cause = new JsonObject { ["reason"] = "UnexpectedServerResponse", ["message"] = exception.Message };
            throw new ApiException(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                new JsonObject { ["causes"] = new JsonArray((JsonNode)cause) }
            );
        }
    }

    private async Task<(StoredObject Stored, bool IsNew)> ApplyAsync(ApiRequest request, ReadOnlyMemory<byte> bytes)
    {
        if (RequestBody.ParseYaml(bytes) is not JsonObject applied)
        {
            throw ApiException.BadRequest("the body of an apply is no object");
        }
        if (string.IsNullOrEmpty(request.Query("fieldManager")))
        {
            throw new ApiException(
                422,
                "Invalid",
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"
            );
        }
        var definition = request.Definition;
        if (applied.ContainsKey("metadata") && applied.At("metadata", "managedFields") is not null)
        {
            throw ApiException.BadRequest("metadata.managedFields must be nil");
        }
        ObjectPreparation.MatchRequest(applied, definition, request.Path.Namespace, request.Path.Name);
        var context = request.WriteContext(isApply: true);
        var exists = store.Find(definition.GroupResource, request.Path.Namespace ?? "", request.Path.Name!) is not null;
        if (!exists && request.Path.Subresource is null)
        {
            authorizer.RequireMeanwhile(request.Access with { Verb = "create" });
            var created = Applied(request, null, applied);
            try
            {
                return (
                    await writer.CreateAsync(definition, request.Path.Namespace, created, context, request.Aborted),
                    true
                );
            }
            catch (ApiException exception) when (exception.Reason == "AlreadyExists")
            {
                // Somebody created it in between: apply onto that.
            }
        }
        var stored = await writer.UpdateAsync(
            definition,
            request.Path.Namespace,
            request.Path.Name!,
            request.Path.Subresource,
            current => Applied(request, current.Copy(), applied),
            context,
            request.Aborted
        );
        return (stored, false);
    }

    private JsonObject Applied(ApiRequest request, JsonObject? live, JsonObject applied)
    {
        var result = ServerSideApply.Apply(
            live,
            applied,
            request.Query("fieldManager")!,
            request.Flag("force"),
            request.Definition,
            request.Path.Subresource,
            time.GetUtcNow()
        );
        return result.Merged ?? throw Conflict(result);
    }

    private static ApiException Conflict(ApplyResult result)
    {
        var causes = new JsonArray();
        foreach (var conflict in result.Conflicts)
        {
            causes.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["reason"] = "FieldManagerConflict",
                        ["message"] = conflict.Description,
                        ["field"] = conflict.Field,
                    }
            );
        }
        return new ApiException(409, "Conflict", result.Message(), new JsonObject { ["causes"] = causes });
    }
}
