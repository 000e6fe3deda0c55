using System.Diagnostics;
using Graft.Kubernetes.Telemetry;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// The span of one API request, by OpenTelemetry's conventions for HTTP clients. Paths name objects and may stand in it;
/// headers, queries and bodies may hold secrets and never do.
/// </summary>
internal static class RequestSpan
{
    public static Activity? Start(Uri server, ApiRequest request)
    {
        var span = Instruments.Spans.StartActivity(request.Method.Method, ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            var path = request.PathAndQuery.AsSpan();
            var query = path.IndexOf('?');
            span.SetTag("http.request.method", request.Method.Method)
                .SetTag("server.address", server.Host)
                .SetTag("server.port", server.Port)
                .SetTag("url.path", (query < 0 ? path : path[..query]).ToString());
        }
        return span;
    }

    /// <summary>Notes the last answer.</summary>
    public static void Answered(this Activity? span, int code)
    {
        if (span is null)
        {
            return;
        }
        span.SetTag("http.response.status_code", code);
        span.SetTag("error.type", code >= 400 ? code : null);
        span.SetStatus(code >= 400 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
    }

    /// <summary>Notes that there was no answer.</summary>
    public static void Failed(this Activity? span, Exception exception)
    {
        span?.SetTag("error.type", exception.GetType().FullName);
        span?.SetStatus(ActivityStatusCode.Error, exception.Message);
    }
}
