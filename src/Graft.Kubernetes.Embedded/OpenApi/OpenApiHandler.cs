using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Graft.Kubernetes.Embedded.OpenApi;

/// <summary>
/// Answers below <c>/openapi</c>. A v3 document that is asked for by its hash may be kept for ever: kubectl keeps it on disk
/// and asks again only when the index names another hash.
/// </summary>
internal sealed class OpenApiHandler(OpenApiDocuments documents, TimeProvider time)
{
    private const string V2ProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private static readonly TimeSpan Immutable = TimeSpan.FromDays(365);

    public Task HandleAsync(HttpContext http, string path)
    {
        http.Response.Headers.Vary = HeaderNames.Accept;
        return path.Split('/') switch
        {
            ["", "openapi", "v2"] => V2Async(http),
            ["", "openapi", "v3"] => http.WriteTaggedAsync(
                Responses.Json,
                documents.Index(http.Request.PathBase.Value ?? "")
            ),
            ["", "openapi", "v3", "api", var version] => GroupVersionAsync(http, "", version),
            ["", "openapi", "v3", "apis", var group, var version] => GroupVersionAsync(http, group, version),
            _ => NotFoundAsync(http),
        };
    }

    private Task V2Async(HttpContext http)
    {
        var wantsJson =
            AcceptedForm
                .Parse(http.Request.Headers.Accept)
                .Select(form => form.MediaType)
                .FirstOrDefault(type => type.Contains("json", StringComparison.Ordinal) || IsV2Protobuf(type))
                is { } first
            && !IsV2Protobuf(first);
        var document = wantsJson ? documents.V2Json() : documents.V2Protobuf();
        return http.WriteTaggedAsync(wantsJson ? Responses.Json : V2ProtobufType, document);
    }

    private Task GroupVersionAsync(HttpContext http, string group, string version)
    {
        if (documents.GroupVersion(group, version) is not { } document)
        {
            return NotFoundAsync(http);
        }
        if (!AcceptedForm.Parse(http.Request.Headers.Accept).Any(form => form.IsJson))
        {
            return http.WriteErrorAsync(AcceptedForm.NotAcceptable());
        }
        var asked = http.Request.Query["hash"].ToString();
        if (asked.Length > 0 && asked != document.Hash)
        {
            http.Response.Redirect($"{http.Request.Path}?hash={document.Hash}", permanent: true);
            return Task.CompletedTask;
        }
        if (asked.Length > 0)
        {
            http.Response.Headers.CacheControl = "public, immutable";
            http.Response.GetTypedHeaders().Expires = time.GetUtcNow() + Immutable;
        }
        return http.WriteTaggedAsync(Responses.Json, document);
    }

    private static bool IsV2Protobuf(string type) => type.Contains("proto-openapi", StringComparison.Ordinal);

    private static Task NotFoundAsync(HttpContext http) => http.WriteTextAsync(404, "404 page not found\n");
}
