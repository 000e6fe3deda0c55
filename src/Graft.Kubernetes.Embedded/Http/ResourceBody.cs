using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Schemas;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>Decodes objects that are to be stored: their form, the types of their fields, and how strictly both count.</summary>
internal static class ResourceBody
{
    /// <summary>The object in the body of a POST or PUT.</summary>
    /// <exception cref="ApiException">400 where it cannot be decoded, 413 where it is too large, 415 for other formats.</exception>
    public static async Task<JsonObject> ReadAsync(ApiRequest request, WriteContext context)
    {
        var definition = request.Definition;
        var type = RequestBody.MediaType(request.Http.Request);
        RequestBody.CheckMediaType(type);
        var bytes = await RequestBody.ReadBytesAsync(request.Http.Request, request.Aborted);
        var (value, duplicates) = RequestBody.Parse(bytes, type, definition.Kind);
        if (definition.IsCustom && string.IsNullOrEmpty(value.Text("kind")))
        {
            var text = System.Text.Encoding.UTF8.GetString(bytes.Span);
            throw ApiException.Unrecognized(definition.Kind, $"Object 'Kind' is missing in '{text}'", bytes.Span);
        }
        if (!IsOf(value, definition))
        {
            // Of another kind, as the writer will say; its fields mean nothing here.
            return value;
        }
        if (WireTypes.FindFault(value, definition) is { } fault)
        {
            throw ApiException.Undecodable(definition, fault);
        }
        var faults = Faults(duplicates, definition.Schema?.UnknownFields(value) ?? []);
        if (faults.Count > 0 && context.FieldValidation == FieldValidation.Strict)
        {
            throw ApiException.Undecodable(definition, StrictFault(faults));
        }
        Warn(faults, context);
        return value;
    }

    /// <summary>What strict validation holds against a body: names that stand twice, then fields that the kind lacks.</summary>
    public static IReadOnlyList<string> Faults(IEnumerable<string> duplicates, IEnumerable<string> unknown) =>
        [
            .. duplicates.Select(path => $"duplicate field \"{path}\""),
            .. unknown.Select(path => $"unknown field \"{path}\""),
        ];

    public static string StrictFault(IReadOnlyList<string> faults) =>
        $"strict decoding error: {string.Join(", ", faults)}";

    public static void Warn(IReadOnlyList<string> faults, WriteContext context)
    {
        if (context.FieldValidation == FieldValidation.Warn)
        {
            foreach (var fault in faults)
            {
                context.Warn(fault);
            }
        }
    }

    private static bool IsOf(JsonObject value, ResourceDefinition definition) =>
        (value.Text("kind") is null or "" || value.Text("kind") == definition.Kind)
        && (value.Text("apiVersion") is null or "" || value.Text("apiVersion") == definition.ApiVersion);
}
