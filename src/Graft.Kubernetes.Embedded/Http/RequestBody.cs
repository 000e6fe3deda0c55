using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Protobuf;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Yaml;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>Reads the bodies of requests: JSON, YAML, and the protobuf of newer kubectl.</summary>
internal static class RequestBody
{
    /// <summary>The largest body that is read, as in kube-apiserver.</summary>
    public const int Limit = 3 * 1024 * 1024;

    private static readonly JsonDocumentOptions NoDuplicates = StoredObject.ParseOptions with
    {
        AllowDuplicateProperties = false,
    };

    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentLength > Limit)
        {
            throw ApiException.TooLarge(Limit);
        }
        var buffer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(1), cancellationToken);
            if (read == 0)
            {
                return buffer.WrittenMemory;
            }
            buffer.Advance(read);
            if (buffer.WrittenCount > Limit)
            {
                throw ApiException.TooLarge(Limit);
            }
        }
    }

    /// <summary>The object in the body.</summary>
    /// <exception cref="ApiException">400 where it cannot be read, 413 where it is too large, 415 for other formats.</exception>
    public static async Task<JsonObject> ReadObjectAsync(ApiRequest request)
    {
        var http = request.Http;
        var body = await ReadBytesAsync(http.Request, request.Aborted);
        var node = MediaType(http.Request) switch
        {
            "" or "application/json" or "text/json" => ParseJson(body, request),
            "application/yaml" => ParseYaml(body),
            ProtobufBody.ContentType => ProtobufBody.TryRead(body.Span, out var read)
                ? read
                : throw ApiException.UnsupportedMediaType("application/json", "application/yaml"),
            _ => throw ApiException.UnsupportedMediaType(
                "application/json",
                "application/yaml",
                ProtobufBody.ContentType
            ),
        };
        return node as JsonObject
            ?? throw ApiException.BadRequest(
                $"{request.Definition.Kind} in version \"{request.Definition.Version}\" cannot be handled as a {request.Definition.Kind}: the body is no object"
            );
    }

    /// <summary>The body of a DELETE; null where there is none.</summary>
    public static async Task<JsonObject?> ReadOptionalAsync(ApiRequest request)
    {
        var body = await ReadBytesAsync(request.Http.Request, request.Aborted);
        if (body.IsEmpty)
        {
            return null;
        }
        if (MediaType(request.Http.Request) == ProtobufBody.ContentType)
        {
            return ProtobufBody.TryRead(body.Span, out var read) ? read : null;
        }
        return ParseJson(body, request) as JsonObject;
    }

    public static JsonNode? ParseJson(ReadOnlyMemory<byte> body, ApiRequest request)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: NoDuplicates);
        }
        catch (JsonException exception)
        {
            return LenientJson.TryParse(body.Span, out var duplicates) is { } node
                ? Accept(node, duplicates, request)
                : throw ApiException.BadRequest(
                    $"{request.Definition.Kind} in version \"{request.Definition.Version}\" cannot be handled as a {request.Definition.Kind}: json parse error: {exception.Message}"
                );
        }
    }

    public static JsonNode? ParseYaml(ReadOnlyMemory<byte> body)
    {
        try
        {
            return YamlDocument.Parse(Encoding.UTF8.GetString(body.Span));
        }
        catch (YamlFormatException exception)
        {
            throw ApiException.BadRequest($"error parsing the body as YAML: {exception.Message}");
        }
    }

    public static string MediaType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? type.MediaType.ToString().ToLowerInvariant()
            : request.ContentType ?? "";

    private static JsonNode? Accept(JsonNode node, IReadOnlyList<string> duplicates, ApiRequest request)
    {
        var faults = duplicates.Select(path => $"duplicate field \"{path}\"").ToList();
        switch (request.WriteContext().FieldValidation)
        {
            case FieldValidation.Strict:
                throw ApiException.BadRequest(
                    $"{request.Definition.Kind} in version \"{request.Definition.Version}\" cannot be handled as a {request.Definition.Kind}: strict decoding error: {string.Join(", ", faults)}"
                );
            case FieldValidation.Warn:
                faults.ForEach(request.Warn);
                break;
            default:
                break;
        }
        return node;
    }
}
