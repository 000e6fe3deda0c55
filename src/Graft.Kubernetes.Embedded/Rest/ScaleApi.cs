using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Validation;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>The scale subresource: how many replicas an object wants and has, whatever its kind calls them.</summary>
internal sealed class ScaleApi(ResourceWriter writer)
{
    private const string Name = "scale";

    public Task HandleAsync(ApiRequest request, StoredObject found) =>
        request.Http.Request.Method switch
        {
            "GET" => request.Http.WriteJsonAsync(200, Of(found.Value, request.Definition)),
            "PUT" or "PATCH" => SetAsync(request),
            _ => throw ApiException.MethodNotAllowed(),
        };

    private async Task SetAsync(ApiRequest request)
    {
        var definition = request.Definition;
        var isReplacement = HttpMethods.IsPut(request.Http.Request.Method);
        var wanted = isReplacement ? await ReplacementAsync(request) : await PatchAsync(request);
        var stored = await writer.UpdateAsync(
            definition,
            request.Path.Namespace,
            request.Path.Name!,
            Name,
            current => Scaled(current, wanted(current), definition),
            request.WriteContext(),
            request.Aborted
        );
        await request.Http.WriteJsonAsync(200, Of(stored.Value, definition));
    }

    private static async Task<Func<StoredObject, JsonObject>> ReplacementAsync(ApiRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(request);
        return _ => body;
    }

    private static async Task<Func<StoredObject, JsonObject>> PatchAsync(ApiRequest request)
    {
        var type = RequestBody.MediaType(request.Http.Request);
        if (type is not (ObjectPatch.Merge or ObjectPatch.Json or ObjectPatch.Strategic))
        {
            throw ApiException.UnsupportedMediaType(ObjectPatch.Json, ObjectPatch.Merge);
        }
        var bytes = await RequestBody.ReadBytesAsync(request.Http.Request, request.Aborted);
        var patch = ObjectPatch.Parse(type, bytes.Span);
        return current => patch.Apply(Of(current.Value, request.Definition), request.Definition);
    }

    private static JsonObject Scaled(StoredObject current, JsonObject scale, ResourceDefinition definition)
    {
        var replicas = scale.Number("spec", "replicas") ?? 0;
        if (replicas < 0)
        {
            var path = FieldPath.Root("spec").Child("replicas");
            throw ApiException.Invalid(
                new GroupResource("autoscaling", "Scale"),
                current.Name,
                [FieldError.Invalid(path, replicas, "must be greater than or equal to 0")]
            );
        }
        var value = current.Copy();
        if (scale.Text("metadata", "resourceVersion") is { Length: > 0 } version)
        {
            value.Metadata()["resourceVersion"] = version;
        }
        value["apiVersion"] = definition.ApiVersion;
        var paths = definition.Scale!.SpecReplicas;
        paths.SkipLast(1).Aggregate(value, (parent, name) => parent.Child(name))[paths[^1]] = replicas;
        return value;
    }

    private static JsonObject Of(JsonObject value, ResourceDefinition definition)
    {
        var paths = definition.Scale!;
        var status = new JsonObject { ["replicas"] = value.Number([.. paths.StatusReplicas]) ?? 0 };
        if (SelectorText(value, paths) is { Length: > 0 } selector)
        {
            status["selector"] = selector;
        }
        var metadata = new JsonObject();
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            metadata.SetCopy(name, value.At("metadata", name));
        }
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = value.Number([.. paths.SpecReplicas]) ?? 0 },
            ["status"] = status,
        };
    }

    /// <summary>Kinds of others keep the selector as text, the workloads as an object.</summary>
    private static string? SelectorText(JsonObject value, ScalePaths paths) =>
        value.At([.. paths.Selector]) switch
        {
            JsonObject selector => string.Join(
                ',',
                (selector.ObjectAt("matchLabels") ?? []).Select(label => $"{label.Key}={label.Value}")
            ),
            JsonValue text => text.ToString(),
            _ => null,
        };
}
