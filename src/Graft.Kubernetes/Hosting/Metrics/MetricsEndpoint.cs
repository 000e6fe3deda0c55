using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>Serves <c>/metrics</c> in the format that the scraper likes best.</summary>
internal sealed class MetricsEndpoint(MetricRegistry metrics)
{
    public Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != "/metrics")
        {
            return PlainText.NotFoundAsync(context);
        }
        var format = ExpositionFormats.Negotiate(context.Request.Headers);
        context.Response.Headers.Vary = "Accept";
        return PlainText.WriteAsync(context, StatusCodes.Status200OK, metrics.Write(format), format.ContentType());
    }
}
