using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Apply;
using Graft.Kubernetes.Embedded.Authorization;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Server-side apply: creates the object where there is none, and merges into it where there is one.</summary>
internal sealed class ApplyHandler(ObjectStore store, ResourceWriter writer, IAuthorizer authorizer, TimeProvider time)
{
    public async Task<(StoredObject Stored, bool IsNew)> ApplyAsync(
        ApiRequest request,
        ReadOnlyMemory<byte> body,
        WriteContext context
    )
    {
        var applied = Read(request, body);
        var definition = request.Stored;
        var exists = store.Find(definition.GroupResource, request.Path.Namespace ?? "", request.Path.Name!) is not null;
        if (!exists && request.Path.Subresource is null)
        {
            authorizer.RequireMeanwhile(request.Access with { Verb = "create" });
            CheckHasNoUid(request, applied);
            var created = Merge(request, null, applied, context);
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
            current => Merge(request, current.Copy(), applied, context),
            context,
            request.Aborted
        );
        return (stored, false);
    }

    /// <summary>The applied fields, in the form in which the kind is stored.</summary>
    private static JsonObject Read(ApiRequest request, ReadOnlyMemory<byte> body)
    {
        var node = RequestBody.TryParseYaml(body, out var fault);
        if (fault is not null)
        {
            throw ApiException.BadRequest($"error decoding YAML: error converting YAML to JSON: yaml: {fault}");
        }
        if (node is not JsonObject applied)
        {
            throw ApiException.BadRequest(
                "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                    + $"{GoJsonSyntax.TypeName(node)} into Go value of type map[string]interface {{}}"
            );
        }
        var definition = request.Definition;
        if (applied.Text("apiVersion") != definition.ApiVersion || applied.Text("kind") != definition.Kind)
        {
            throw ApiException.BadRequest(
                $"invalid object type: {GoName(applied.Text("apiVersion") ?? "", applied.Text("kind") ?? "")}"
            );
        }
        if (applied.At("metadata", "managedFields") is not null)
        {
            throw ApiException.BadRequest("metadata.managedFields must be nil");
        }
        ObjectPreparation.MatchRequest(applied, definition, request.Path.Namespace, request.Path.Name);
        CheckFields(request, applied);
        return definition.ToStored(applied);
    }

    /// <summary>Fields that the kind does not have belong to nobody, whatever strictness is asked for.</summary>
    private static void CheckFields(ApiRequest request, JsonObject applied)
    {
        var definition = request.Definition;
        var unknown =
            definition
                .Schema?.UnknownFields(applied)
                .Select(field => $".{field}: field not declared in schema")
                .ToList()
            ?? [];
        if (unknown.Count > 0)
        {
            var faults = unknown.Count == 1 ? unknown[0] : $"errors:\n  {string.Join("\n  ", unknown)}";
            throw new ApiException(
                500,
                "",
                $"failed to create typed patch object ({request.Path.Namespace}/{request.Path.Name}; "
                    + $"{GoName(definition.ApiVersion, definition.Kind)}): {faults}"
            );
        }
    }

    private static void CheckHasNoUid(ApiRequest request, JsonObject applied)
    {
        if (applied.Text("metadata", "uid") is { Length: > 0 } uid)
        {
            throw ApiException.Conflict(
                request.Definition.GroupResource,
                request.Path.Name!,
                $"uid mismatch: the provided object specified uid {uid}, and no existing object was found"
            );
        }
    }

    private JsonObject Merge(ApiRequest request, JsonObject? live, JsonObject applied, WriteContext context)
    {
        var result = ServerSideApply.Apply(
            live,
            applied,
            context.FieldManager,
            request.Flag("force"),
            request.Stored,
            request.Path.Subresource,
            time.GetUtcNow()
        );
        return result.Merged ?? throw Conflict(result);
    }

    private static ApiException Conflict(ApplyResult result)
    {
        var causes = new JsonArray([
            .. result.Conflicts.Select(conflict => new JsonObject
            {
                ["reason"] = "FieldManagerConflict",
                ["message"] = conflict.Description,
                ["field"] = conflict.Field,
            }),
        ]);
        return new ApiException(409, "Conflict", result.Message(), new JsonObject { ["causes"] = causes });
    }

    /// <summary>How Go prints a kind: <c>apps/v1, Kind=Deployment</c>, <c>/v1, Kind=Pod</c>.</summary>
    private static string GoName(string apiVersion, string kind) =>
        $"{(apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion : $"/{apiVersion}")}, Kind={kind}";
}
