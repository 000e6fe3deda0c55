using Graft.Kubernetes.Embedded.Resources;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Http;

/// <summary>One request while it is answered; counted at its end under what it turned out to be.</summary>
internal sealed class ObservedRequest(ServerMetrics metrics, HttpContext http, long startedAt) : IDisposable
{
    private RequestSeries _series = new(MethodOf(http), "", "", "", "");
    private bool _isLongRunning;

    /// <summary>The request is about a kind.</summary>
    public void Of(ResourceDefinition definition, RequestPath path)
    {
        var verb = VerbOf(path);
        _series = new RequestSeries(
            verb,
            definition.Group,
            definition.Version,
            definition.Plural,
            path.Subresource ?? ""
        );
        _isLongRunning = verb == "WATCH";
        if (_isLongRunning)
        {
            metrics.Begin(_series);
        }
    }

    public void Dispose() => metrics.End(_series, _isLongRunning, http.Response.StatusCode, startedAt);

    private static string MethodOf(HttpContext http) =>
        http.Request.Method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE"
            ? http.Request.Method
            : "OTHER";

    private string VerbOf(RequestPath path) =>
        (http.Request.Method, path.Name) switch
        {
            ("GET", _) when http.Request.Query["watch"].ToString() is "true" or "1" => "WATCH",
            ("GET" or "HEAD", null) => "LIST",
            ("DELETE", null) => "DELETECOLLECTION",
            ("PATCH", _)
                when http.Request.ContentType?.StartsWith("application/apply-patch", StringComparison.Ordinal)
                    is true => "APPLY",
            _ => MethodOf(http),
        };
}
