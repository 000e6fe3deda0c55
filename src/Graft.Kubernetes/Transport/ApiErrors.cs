using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Transport;

/// <summary>Makes exceptions of refusals.</summary>
internal static class ApiErrors
{
    private const int MaximumQuote = 300;

    public static KubernetesException From(
        ApiRequest request,
        HttpStatusCode code,
        ReadOnlySequence<byte> body,
        TimeSpan? retryAfter
    )
    {
        if (TryReadStatus(body) is { } status)
        {
            return From(status, (int)code, retryAfter);
        }
        var text = Encoding.UTF8.GetString(body.Slice(0, Math.Min(body.Length, MaximumQuote))).Trim();
        var message = FormattableString.Invariant(
            $"{request.Method} {request.PathAndQuery} was answered with {(int)code} {code}"
        );
        return new KubernetesException(
            (int)code,
            code == HttpStatusCode.NotFound ? "NotFound" : "",
            text.Length == 0 ? message : $"{message}: {text}",
            null,
            retryAfter
        );
    }

    public static KubernetesException From(Status status, int code, TimeSpan? retryAfter) =>
        new(
            status.Code is > 0 and var stated ? stated : code,
            status.Reason ?? "",
            status.Message is { Length: > 0 } message ? message : $"the server answered {status.Reason ?? "an error"}",
            status,
            retryAfter
                ?? (status.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null)
        );

    public static KubernetesException TimedOut(ApiRequest request, TimeSpan limit, Exception inner) =>
        new(
            504,
            "Timeout",
            FormattableString.Invariant(
                $"{request.Method} {request.PathAndQuery} was not answered within {limit.TotalSeconds} s"
            ),
            null,
            null,
            inner
        );

    /// <summary>The connection broke within the answer.</summary>
    public static HttpRequestException BrokenOff(ApiRequest request, IOException exception) =>
        new(
            HttpRequestError.ResponseEnded,
            $"the answer to {request.Method} {request.PathAndQuery} broke off: {exception.Message}",
            exception
        );

    /// <summary>A success with a body that is not what was asked for, as portals and broken proxies send it.</summary>
    public static HttpRequestException NotUnderstood(ApiRequest request, JsonException exception) =>
        new(
            HttpRequestError.InvalidResponse,
            $"{request.Method} {request.PathAndQuery} was answered with what is not expected there: {exception.Message}",
            exception
        );

    /// <summary>The error event of a watch: an object of kind Status, whatever was watched.</summary>
    public static KubernetesException FromWatch(ref Utf8JsonReader reader)
    {
        var status = JsonSerializer.Deserialize(ref reader, ApiJson.Context.Status);
        return status is null
            ? new KubernetesException(500, "", "the watch ended with an error that says nothing")
            : From(status, 500, null);
    }

    private static Status? TryReadStatus(ReadOnlySequence<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var status = JsonSerializer.Deserialize(ref reader, ApiJson.Context.Status);
            return status is { Kind: "Status", Outcome: not null } ? status : null;
        }
        catch (JsonException)
        {
            // Proxies answer with HTML; the caller quotes it.
            return null;
        }
    }
}
