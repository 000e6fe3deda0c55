using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Protobuf;
using Graft.Kubernetes.Yaml;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>Reads the bodies of requests: JSON, YAML, and the protobuf of newer kubectl.</summary>
internal static class RequestBody
{
    /// <summary>The largest body that is read, as in kube-apiserver.</summary>
    public const int Limit = 3 * 1024 * 1024;

    public const string Yaml = "application/yaml";

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

    /// <summary>The object in the body, whatever its kind.</summary>
    /// <exception cref="ApiException">400 where it cannot be read, 413 where it is too large, 415 for other formats.</exception>
    public static async Task<JsonObject> ReadObjectAsync(ApiRequest request)
    {
        var type = MediaType(request.Http.Request);
        CheckMediaType(type);
        return Parse(await ReadBytesAsync(request.Http.Request, request.Aborted), type, request.Definition.Kind).Object;
    }

    /// <summary>The body of a DELETE; null where there is none.</summary>
    public static async Task<JsonObject?> ReadOptionalAsync(ApiRequest request)
    {
        var body = await ReadBytesAsync(request.Http.Request, request.Aborted);
        if (body.IsEmpty)
        {
            return null;
        }
        var type = MediaType(request.Http.Request);
        CheckMediaType(type);
        return Parse(body, type, "DeleteOptions").Object;
    }

    /// <summary>The object in a body, and the paths of names that stand twice in it.</summary>
    public static (JsonObject Object, IReadOnlyList<string> Duplicates) Parse(
        ReadOnlyMemory<byte> body,
        string mediaType,
        string kind
    )
    {
        IReadOnlyList<string> duplicates = [];
        JsonNode? node;
        string? fault = null;
        switch (mediaType)
        {
            case ProtobufBody.ContentType:
                return ProtobufBody.TryRead(body.Span, out var read)
                    ? (read!, duplicates)
                    : throw ApiException.UnsupportedMediaType(Responses.Json, Yaml);
            case Yaml:
                node = TryParseYaml(body, out var yamlFault);
                fault = yamlFault is null ? null : $"yaml: {yamlFault}";
                break;
            default:
                var jsonFault = LenientJson.Read(body.Span, out node, out duplicates);
                fault = jsonFault is null ? null : $"couldn't get version/kind; json parse error: {jsonFault}";
                break;
        }
        return (fault, node) switch
        {
            (not null, _) => throw ApiException.Unrecognized(kind, fault, body.Span),
            (_, JsonObject value) => (value, duplicates),
            (_, null) => ([], duplicates),
            _ => throw ApiException.Unrecognized(
                kind,
                $"couldn't get version/kind; json parse error: json: cannot unmarshal {GoJsonSyntax.TypeName(node)} into Go value of type struct",
                body.Span
            ),
        };
    }

    /// <summary>What the text says; null for nothing, and where <paramref name="fault"/> says why it cannot be read.</summary>
    public static JsonNode? TryParseYaml(ReadOnlyMemory<byte> body, out string? fault)
    {
        fault = null;
        try
        {
            return YamlDocument.Parse(Encoding.UTF8.GetString(body.Span));
        }
        catch (YamlFormatException exception)
        {
            fault = exception.Message;
            return null;
        }
    }

    public static string MediaType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? type.MediaType.ToString().ToLowerInvariant()
            : request.ContentType ?? "";

    /// <exception cref="ApiException">415 for what is neither JSON, YAML nor protobuf; no type at all is JSON.</exception>
    public static void CheckMediaType(string type)
    {
        if (type is not ("" or Responses.Json or "text/json" or Yaml or ProtobufBody.ContentType))
        {
            throw ApiException.UnsupportedMediaType(Responses.Json, Yaml, ProtobufBody.ContentType);
        }
    }
}
