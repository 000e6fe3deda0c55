using System.Buffers;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.OpenApi;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>Writes answers.</summary>
internal static class Responses
{
    public const string Json = "application/json";

    public static Task WriteJsonAsync(this HttpContext http, int status, JsonNode body) =>
        http.WriteBytesAsync(status, Json, body.ToUtf8());

    public static async Task WriteBytesAsync(
        this HttpContext http,
        int status,
        string contentType,
        ReadOnlyMemory<byte> body
    )
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    /// <summary>
    /// Answers with a document that clients keep: 304 without a body where the client has it already.
    /// </summary>
    public static Task WriteTaggedAsync(this HttpContext http, string contentType, TaggedDocument document)
    {
        var tag = $"\"{document.Hash}\"";
        http.Response.Headers.ETag = tag;
        if (http.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        return http.WriteBytesAsync(200, contentType, document.Content);
    }

    public static Task WriteTextAsync(this HttpContext http, int status, string text) =>
        http.WriteBytesAsync(status, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Answers with the Status of an error; nothing can be said once an answer has begun.</summary>
    public static Task WriteErrorAsync(this HttpContext http, ApiException error)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }
        if (error.Code == 401)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"kubernetes-master\"";
        }
        if (error.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return http.WriteJsonAsync(error.Code, error.ToStatus());
    }

    /// <summary>Writes an object whose last member is an empty list, up to where the list's first item comes.</summary>
    public static void WriteOpen(this IBufferWriter<byte> output, JsonObject value) =>
        output.Write(value.ToUtf8().AsSpan(..^2));

    public static void Write(this IBufferWriter<byte> output, ReadOnlySpan<byte> bytes) =>
        BuffersExtensions.Write(output, bytes);
}
