using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// Sends requests: credentials, time limits, polite retries. One per cluster for the life of the process, since it owns the
/// connections.
/// </summary>
internal sealed partial class ApiTransport : IDisposable
{
    private readonly Uri _server;
    private readonly KubernetesClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Credentials _credentials;
    private readonly ConnectionPool _connections;
    private readonly RequestMessages _messages;
    private readonly RequestMetrics _metrics;
    private readonly RequestGate? _gate;

    public ApiTransport(
        ClusterConnection connection,
        KubernetesClientOptions options,
        TimeProvider time,
        ILogger logger
    )
    {
        _server = connection.Server;
        _options = options;
        _time = time;
        _logger = logger;
        _credentials = new Credentials(connection, time, logger);
        _connections = new ConnectionPool(connection, options, time, logger);
        _messages = new RequestMessages(connection);
        _metrics = new RequestMetrics(connection.Server);
        _gate = options.RateLimit is { } limit ? new RequestGate(limit, time) : null;
    }

    public TimeProvider Time => _time;

    public void Dispose()
    {
        _connections.Dispose();
        _credentials.Dispose();
    }

    /// <summary>Sends, and reads the whole body of a success with <paramref name="read"/>.</summary>
    public async Task<TResult> SendAsync<TResult>(
        ApiRequest request,
        Func<ReadOnlySequence<byte>, TResult> read,
        CancellationToken cancellationToken
    )
    {
        var started = _time.GetTimestamp();
        try
        {
            return await RepeatAsync(
                request,
                async (identity, span, token) =>
                {
                    using var response = await OpenAsync(request, identity, span, token);
                    return await ReadAsync(request, response, read, token);
                },
                cancellationToken
            );
        }
        catch (JsonException exception)
        {
            throw ApiErrors.NotUnderstood(request, exception);
        }
        finally
        {
            _metrics.Took(request.Method, _time.GetElapsedTime(started));
        }
    }

    /// <summary>Sends, and returns a success as soon as its headers are there. The caller disposes of it.</summary>
    public Task<ApiResponse> OpenStreamAsync(ApiRequest request, CancellationToken cancellationToken) =>
        RepeatAsync(request, (identity, span, token) => OpenAsync(request, identity, span, token), cancellationToken);

    private async Task<TResult> RepeatAsync<TResult>(
        ApiRequest request,
        Func<Identity, Activity?, CancellationToken, Task<TResult>> attempt,
        CancellationToken cancellationToken
    )
    {
        using var span = RequestSpan.Start(_server, request);
        Identity? refused = null;
        for (var count = 1; ; count++)
        {
            await PassGateAsync(request, cancellationToken);
            var identity = await _credentials.GetAsync(refused, cancellationToken);
            try
            {
                return await LimitedAsync(request, token => attempt(identity, span, token), cancellationToken);
            }
            catch (KubernetesException exception)
                when (exception.IsUnauthorized && _credentials.IsRenewable && refused is null)
            {
                refused = identity;
                _metrics.Retried(request.Method, exception.StatusCode);
            }
            catch (Exception exception) when (Retries.Pause(request, exception, count) is { } pause)
            {
                _metrics.Retried(request.Method, (exception as KubernetesException)?.StatusCode);
                Log.Retrying(_logger, request.Method, request.PathAndQuery, exception.Message, pause);
                await Task.Delay(pause, _time, cancellationToken);
            }
            span?.SetTag("http.request.resend_count", count);
        }
    }

    private async Task PassGateAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (_gate is not null)
        {
            _metrics.HeldBack(request.Method, await _gate.PassAsync(cancellationToken));
        }
    }

    private async Task<TResult> LimitedAsync<TResult>(
        ApiRequest request,
        Func<CancellationToken, Task<TResult>> attempt,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await attempt(both.Token);
        }
        catch (OperationCanceledException exception)
            when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ApiErrors.TimedOut(request, _options.RequestTimeout, exception);
        }
    }

    private async Task<ApiResponse> OpenAsync(
        ApiRequest request,
        Identity identity,
        Activity? span,
        CancellationToken cancellationToken
    )
    {
        var response = await AttemptAsync(request, identity, span, cancellationToken);
        if (response.Message.IsSuccessStatusCode)
        {
            TellWarnings(response.Message);
            return response;
        }
        using (response)
        {
            throw await ReadAsync(
                request,
                response,
                body => ApiErrors.From(request, response.Message.StatusCode, body, RetryAfter(response.Message)),
                cancellationToken
            );
        }
    }

    private async Task<ApiResponse> AttemptAsync(
        ApiRequest request,
        Identity identity,
        Activity? span,
        CancellationToken cancellationToken
    )
    {
        PooledConnections? connections = null;
        try
        {
            connections = await _connections.RentAsync(identity.Certificate, cancellationToken);
            using var message = _messages.Create(request, identity.Authorization);
            var response = await connections.SendAsync(message, cancellationToken);
            _metrics.Sent(request.Method, (int)response.StatusCode);
            span.Answered((int)response.StatusCode);
            return new ApiResponse(response, connections);
        }
        catch (Exception exception)
        {
            connections?.Release();
            _metrics.Sent(request.Method, null);
            span.Failed(exception);
            throw;
        }
    }

    /// <summary>To callers a body that breaks off is what a connection is that breaks before.</summary>
    private static async Task<TResult> ReadAsync<TResult>(
        ApiRequest request,
        ApiResponse response,
        Func<ReadOnlySequence<byte>, TResult> read,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await response.ReadAsync(read, cancellationToken);
        }
        catch (IOException exception)
        {
            throw ApiErrors.BrokenOff(request, exception);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var pause = header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);
        return pause is { } value && value < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private void TellWarnings(HttpResponseMessage response)
    {
        foreach (var warning in Warnings.Read(response))
        {
            if (_options.OnWarning is { } handler)
            {
                handler(warning);
            }
            else
            {
                Log.ServerWarns(_logger, warning.Text);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The API server warns: {Warning}")]
        public static partial void ServerWarns(ILogger logger, string warning);

        [LoggerMessage(2, LogLevel.Debug, "{Method} {Path} failed and is sent again in {Pause}: {Reason}")]
        public static partial void Retrying(
            ILogger logger,
            HttpMethod method,
            string path,
            string reason,
            TimeSpan pause
        );
    }
}
