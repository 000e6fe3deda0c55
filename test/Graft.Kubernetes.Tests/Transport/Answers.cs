using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Tests.Transport;

/// <summary>Answers of an API server, by hand.</summary>
internal static class Answers
{
    public static string ConfigMap(string name, string version, string value = "1") =>
        $$$"""
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default",
            "uid":"u-{{{name}}}","resourceVersion":"{{{version}}}"},"data":{"k":"{{{value}}}"}}
            """;

    public static string List(string version, params string[] items) => Page(version, "", items);

    public static string Page(string version, string continuation, params string[] items) =>
        $$$"""
            {"kind":"ConfigMapList","apiVersion":"v1",
            "metadata":{"resourceVersion":"{{{version}}}","continue":"{{{continuation}}}"},
            "items":[{{{string.Join(",", items)}}}]}
            """;

    public static string Event(string type, string item) =>
        $$"""{"type":"{{type}}","object":{{item.ReplaceLineEndings("")}}}""" + "\n";

    public static string Status(int code, string reason, string message) =>
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}}""";

    public static Task JsonAsync(this HttpContext context, string json, int code = 200)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    public static async Task SendEventAsync(this HttpContext context, string line)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "application/json";
        }
        await context.Response.WriteAsync(line, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Keeps a stream open until the client goes or the test ends.</summary>
    public static async Task StallAsync(this HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(() => gone.TrySetResult());
        await context.Response.Body.FlushAsync();
        await gone.Task;
    }
}
