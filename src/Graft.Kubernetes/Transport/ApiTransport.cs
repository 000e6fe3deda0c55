using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// Sends requests: credentials, time limits, polite retries. One per cluster for the life of the process, since it owns the
/// connections.
/// </summary>
internal sealed partial class ApiTransport : IDisposable
{
    private const int MaximumAttempts = 6;
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);
    private static readonly StreamPipeReaderOptions s_bodyOptions = new(bufferSize: 32 * 1024);

    private readonly ClusterConnection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Credentials _credentials;
    private readonly HttpClient _http;
    private readonly string _basePath;
    private readonly RequestMetrics _metrics;

    public ApiTransport(ClusterConnection connection, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _time = time;
        _logger = logger;
        _credentials = new Credentials(connection, time);
        _metrics = new RequestMetrics(connection.Server);
        _basePath = connection.Server.AbsolutePath.TrimEnd('/');
        _http = new HttpClient(ConnectionHandler.Create(connection)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public TimeProvider Time => _time;

    public void Dispose()
    {
        _http.Dispose();
        _credentials.Dispose();
    }

    /// <summary>Sends, and reads the whole body of a success with <paramref name="read"/>.</summary>
    public async Task<TResult> SendAsync<TResult>(
        ApiRequest request,
        Func<ReadOnlySequence<byte>, TResult> read,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(s_requestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var started = _time.GetTimestamp();
        try
        {
            using var response = await OpenAsync(request, both.Token);
            return await ReadBodyAsync(response, read, both.Token);
        }
        catch (OperationCanceledException exception)
            when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(request, exception);
        }
        finally
        {
            _metrics.Took(request.Method, _time.GetElapsedTime(started));
        }
    }

    /// <summary>Sends, and returns a success as soon as its headers are there. The caller disposes of it.</summary>
    public async Task<HttpResponseMessage> OpenStreamAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_requestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await OpenAsync(request, both.Token);
        }
        catch (OperationCanceledException exception)
            when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(request, exception);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var span = RequestSpan.Start(_connection.Server, request);
        var renew = false;
        for (var attempt = 1; ; attempt++)
        {
            var response = await AttemptAsync(request, renew, span, cancellationToken);
            span.Answered((int)response.StatusCode, attempt - 1);
            if (response.IsSuccessStatusCode)
            {
                LogWarnings(response);
                return response;
            }
            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && _credentials.IsRenewable && !renew)
                {
                    renew = true;
                    _metrics.Retried(request.Method, (int)response.StatusCode);
                    continue;
                }
                if (attempt < MaximumAttempts && RetryPause(request, response) is { } pause)
                {
                    _metrics.Retried(request.Method, (int)response.StatusCode);
                    Log.Retrying(_logger, request.Method, request.PathAndQuery, (int)response.StatusCode, pause);
                    await Task.Delay(pause, _time, cancellationToken);
                    continue;
                }
                throw await ReadBodyAsync(
                    response,
                    body => ApiErrors.From(request, response.StatusCode, body, RetryAfter(response)),
                    cancellationToken
                );
            }
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(
        ApiRequest request,
        bool renew,
        Activity? span,
        CancellationToken cancellationToken
    )
    {
        using var message = await MessageAsync(request, renew, cancellationToken);
        try
        {
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            _metrics.Sent(request.Method, (int)response.StatusCode);
            return response;
        }
        catch (Exception exception)
        {
            _metrics.Sent(request.Method, null);
            span.Failed(exception);
            throw;
        }
    }

    private async ValueTask<HttpRequestMessage> MessageAsync(
        ApiRequest request,
        bool renew,
        CancellationToken cancellationToken
    )
    {
        var message = new HttpRequestMessage(
            request.Method,
            new Uri(_connection.Server, _basePath + request.PathAndQuery)
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.ParseAdd(_connection.UserAgent);
        message.Headers.Authorization = await _credentials.GetAsync(renew, cancellationToken);
        if (_connection.TlsServerName is { Length: > 0 } name)
        {
            // The handler takes the name to expect in the certificate from this header.
            message.Headers.Host = name;
        }
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }
        return message;
    }

    /// <summary>
    /// A request that was turned away for load was not carried out, so any may be sent again; one that failed in the server
    /// may have been, so only reads are.
    /// </summary>
    private TimeSpan? RetryPause(ApiRequest request, HttpResponseMessage response)
    {
        var mayRetry =
            response.StatusCode == HttpStatusCode.TooManyRequests
            || response.StatusCode == HttpStatusCode.ServiceUnavailable && request.IsSafe;
        return mayRetry && RetryAfter(response) is { } pause && pause <= s_longestPause ? pause : null;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var pause = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return pause is { } value && value < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private static async Task<TResult> ReadBodyAsync<TResult>(
        HttpResponseMessage response,
        Func<ReadOnlySequence<byte>, TResult> read,
        CancellationToken cancellationToken
    )
    {
        var body = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken), s_bodyOptions);
        try
        {
            while (true)
            {
                var result = await body.ReadAsync(cancellationToken);
                if (result.IsCompleted)
                {
                    return read(result.Buffer);
                }
                body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        finally
        {
            await body.CompleteAsync();
        }
    }

    private static KubernetesException TimedOut(ApiRequest request, Exception inner) =>
        new(
            504,
            "Timeout",
            FormattableString.Invariant(
                $"{request.Method} {request.PathAndQuery} was not answered within {s_requestTimeout.TotalSeconds} s"
            ),
            null,
            null,
            inner
        );

    private void LogWarnings(HttpResponseMessage response)
    {
        foreach (var warning in response.Headers.Warning)
        {
            Log.ServerWarns(_logger, warning.Text.Trim('"'));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The API server warns: {Warning}")]
        public static partial void ServerWarns(ILogger logger, string warning);

        [LoggerMessage(2, LogLevel.Debug, "{Method} {Path} was answered with {Code}; sent again in {Pause}.")]
        public static partial void Retrying(ILogger logger, HttpMethod method, string path, int code, TimeSpan pause);
    }
}
