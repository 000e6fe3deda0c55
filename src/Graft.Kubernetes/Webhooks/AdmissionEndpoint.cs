using System.Text.Json;
using Graft.Api;
using Graft.Api.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// Reads an AdmissionReview (<c>v1</c> or <c>v1beta1</c>), asks the handler, and answers in the same version. What cannot be
/// read is a 400; a refusal is a 200 that says no.
/// </summary>
internal sealed partial class AdmissionEndpoint(AdmissionHandler handler, ILogger logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "only POST is served here");
            return;
        }
        var (review, problem) = await ReadAsync(context);
        if (review?.Request is not { } request)
        {
            await RefuseAsync(context, problem.Code, problem.Message);
            return;
        }
        var response = await AskAsync(request, context.RequestAborted);
        var answer = new AdmissionReview
        {
            ApiVersion = review.ApiVersion,
            Kind = review.Kind,
            Response = response with { Uid = request.Uid },
        };
        context.Response.ContentType = "application/json";
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Context.AdmissionReview);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<(AdmissionReview? Review, (int Code, string Message) Problem)> ReadAsync(
        HttpContext context
    )
    {
        try
        {
            var review = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                ApiJson.Context.AdmissionReview,
                context.RequestAborted
            );
            var problem = review switch
            {
                null or { Kind: not "AdmissionReview" } => "the body is no AdmissionReview",
                { ApiVersion: not ("admission.k8s.io/v1" or "admission.k8s.io/v1beta1") } =>
                    $"admission version \"{review.ApiVersion}\" is not supported",
                { Request: null } => "the AdmissionReview has no request",
                { Request.Uid: null or "" } => "the request has no uid",
                _ => null,
            };
            return problem is null ? (review, default) : (null, (StatusCodes.Status400BadRequest, problem));
        }
        catch (JsonException exception)
        {
            return (null, (StatusCodes.Status400BadRequest, $"the body cannot be decoded: {exception.Message}"));
        }
        catch (BadHttpRequestException exception)
        {
            return (null, (exception.StatusCode, exception.Message));
        }
    }

    private async Task<AdmissionResponse> AskAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await handler(request, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever went wrong, the API server must get an answer, and it must be no.
            Log.Failed(logger, exception, request.Operation, request.Namespace, request.Name);
            return AdmissionAnswer.Deny(500, "InternalError", exception.Message);
        }
    }

    private static Task RefuseAsync(HttpContext context, int code, string message)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }

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
    }
}
