using System.Text;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Hosting;

/// <summary>Answers for people and probes.</summary>
internal static class PlainText
{
    private const string ContentType = "text/plain; charset=utf-8";

    public static Task NotFoundAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status404NotFound, "404 page not found\n");

    public static Task WriteAsync(HttpContext context, int code, string text) =>
        WriteAsync(context, code, text, ContentType);

    public static Task WriteAsync(HttpContext context, int code, string text, string contentType)
    {
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = code;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
