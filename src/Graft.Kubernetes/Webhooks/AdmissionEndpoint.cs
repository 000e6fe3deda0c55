using System.Diagnostics;
using System.Text.Json;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Hosting;
using Graft.Kubernetes.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// Reads an AdmissionReview (<c>v1</c> or <c>v1beta1</c>), asks the handler, and answers in the same version. A refusal is a
/// 200 that says no, and so is a handler that throws, with code 500. What cannot be read is a 400, 413 or 415, and a handler
/// that takes too long a 504: then nothing has been judged, and the failure policy of the webhook decides.
/// </summary>
internal sealed partial class AdmissionEndpoint(
    string path,
    AdmissionHandler handler,
    AdmissionWebhookServerOptions options,
    TimeProvider time,
    ILogger logger
) : IDisposable
{
    private const string Json = "application/json";

    /// <summary>Bytes that are taken at once: twice what etcd stores of one object, since a review has the old one, too.</summary>
    private const long BufferLimit = 3 << 20;

    private readonly WebhookMetrics _metrics = new(path);

    public async Task HandleAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        using var span = WebhookSpan.Start(path, context.Request);
        _metrics.Began();
        try
        {
            await AnswerAsync(context, span);
        }
        finally
        {
            span?.SetTag("http.response.status_code", context.Response.StatusCode);
            _metrics.Ended(context.Response.StatusCode, time.GetElapsedTime(started));
        }
    }

    public void Dispose() => _metrics.Dispose();

    private async Task AnswerAsync(HttpContext context, Activity? span)
    {
        var (review, problem) = await ReadAsync(context);
        if (review?.Request is not { } request)
        {
            Log.NotRead(logger, path, problem.Message);
            await RefuseAsync(context, problem.Code, problem.Message);
            return;
        }
        WebhookSpan.Describe(span, request);
        using var deadline = new CancellationTokenSource(LimitOf(context.Request), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        AdmissionResponse response;
        try
        {
            response = await AskAsync(request, both.Token);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            Log.TookTooLong(logger, path, request.Operation, request.Namespace, request.Name);
            span?.SetStatus(ActivityStatusCode.Error, "timed out");
            await RefuseAsync(context, StatusCodes.Status504GatewayTimeout, "the handler did not answer in time");
            return;
        }
        var answer = new AdmissionReview
        {
            ApiVersion = review.ApiVersion,
            Kind = review.Kind,
            Response = response with { Uid = request.Uid },
        };
        context.Response.ContentType = Json;
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Context.AdmissionReview);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<(AdmissionReview? Review, (int Code, string Message) Problem)> ReadAsync(
        HttpContext context
    )
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return (null, (StatusCodes.Status405MethodNotAllowed, "only POST is served here"));
        }
        if (
            !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        )
        {
            var given = context.Request.ContentType;
            return (null, (StatusCodes.Status415UnsupportedMediaType, $"content type \"{given}\", expected {Json}"));
        }
        try
        {
            var review = await DecodeAsync(context.Request, context.RequestAborted);
            return ProblemOf(review) is { } problem
                ? (null, (StatusCodes.Status400BadRequest, problem))
                : (review, default);
        }
        // The latter: a text with half a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, (StatusCodes.Status400BadRequest, $"the body cannot be decoded: {exception.Message}"));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, (exception.StatusCode, exception.Message));
        }
    }

    private static async Task<AdmissionReview?> DecodeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is not (> 0 and <= BufferLimit and var length))
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            return ReviewReader.Read(body.GetBuffer().AsMemory(0, (int)body.Length));
        }
        var text = new byte[(int)length];
        var read = await request.Body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
        return ReviewReader.Read(text.AsMemory(0, read));
    }

    private static string? ProblemOf(AdmissionReview? review) =>
        review switch
        {
            null or { Kind: not "AdmissionReview" } => "the body is no AdmissionReview",
            { ApiVersion: not ("admission.k8s.io/v1" or "admission.k8s.io/v1beta1") } =>
                $"admission version \"{review.ApiVersion}\" is not supported",
            { Request: null } => "the AdmissionReview has no request",
            { Request.Uid: null or "" } => "the request has no uid",
            _ => null,
        };

    /// <summary>The handler's time: what the API server says it waits for, within the server's own limit.</summary>
    private TimeSpan LimitOf(HttpRequest request) =>
        GoDuration.TryParse(request.Query["timeout"].ToString(), out var allowed)
        && allowed > TimeSpan.Zero
        && allowed < options.HandlerTimeout
            ? allowed
            : options.HandlerTimeout;

    /// <exception cref="OperationCanceledException">The time is over, or the caller has gone.</exception>
    private async Task<AdmissionResponse> AskAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // Waited for no longer than that, also where the handler does not listen to the token.
            return await handler(request, cancellationToken).WaitAsync(cancellationToken)
                ?? throw new InvalidOperationException("the handler gave no answer");
        }
        catch (Exception exception)
            when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever went wrong, the API server must get an answer, and it must be no.
            WebhookMetrics.Panicked();
            Log.Failed(logger, exception, request.Operation, request.Namespace, request.Name);
            return AdmissionAnswer.Deny(500, "InternalError", exception.Message);
        }
    }

    private static Task RefuseAsync(HttpContext context, int code, string message) =>
        PlainText.WriteAsync(context, code, message + "\n");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Judging {Operation} of {Namespace}/{Name} failed; it was refused.")]
        public static partial void Failed(
            ILogger logger,
            Exception exception,
            string? operation,
            string? @namespace,
            string? name
        );

        [LoggerMessage(2, LogLevel.Warning, "A request to {Path} was turned away: {Reason}")]
        public static partial void NotRead(ILogger logger, string path, string reason);

        [LoggerMessage(3, LogLevel.Warning, "{Path} did not judge {Operation} of {Namespace}/{Name} in time.")]
        public static partial void TookTooLong(
            ILogger logger,
            string path,
            string? operation,
            string? @namespace,
            string? name
        );
    }
}
