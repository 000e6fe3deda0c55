using System.Diagnostics;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// The span of one admission request, within the trace that the API server names in <c>traceparent</c>. What the object holds
/// is never part of it.
/// </summary>
internal static class WebhookSpan
{
    public static Activity? Start(string path, HttpRequest request)
    {
        if (!ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, true, out var caller))
        {
            // The web server has an activity of its own, which nobody records; a trace begins here instead.
            Activity.Current = null;
        }
        return Instruments
            .Spans.StartActivity($"admission {path}", ActivityKind.Server, caller)
            ?.SetTag("http.request.method", request.Method)
            .SetTag("url.path", path)
            .SetTag("webhook", path);
    }

    public static void Describe(Activity? span, AdmissionRequest request) =>
        span
            ?.SetTag("admission.uid", request.Uid)
            .SetTag("admission.operation", request.Operation)
            .SetTag("admission.resource", request.Resource?.Resource)
            .SetTag("k8s.namespace.name", request.Namespace)
            .SetTag("name", request.Name);
}
