using System.Diagnostics.Metrics;
using System.Globalization;
using Graft.Kubernetes.Telemetry;

namespace Graft.Kubernetes.Transport;

/// <summary>What a client counts, by client-go's names and labels. No label names an object or a path.</summary>
internal sealed class RequestMetrics(Uri server)
{
    /// <summary>The code of a request that got no answer.</summary>
    private const string NoAnswer = "<error>";

    private static readonly Counter<long> s_requests = Instruments.Meter.CreateCounter<long>(
        "rest_client_requests_total",
        null,
        "Number of HTTP requests, partitioned by status code, method, and host."
    );
    private static readonly Counter<long> s_retries = Instruments.Meter.CreateCounter<long>(
        "rest_client_request_retries_total",
        null,
        "Number of request retries, partitioned by status code, verb, and host."
    );
    private static readonly Histogram<double> s_duration = Instruments.Seconds(
        "rest_client_request_duration_seconds",
        "Request latency in seconds. Broken down by verb, and host.",
        Buckets.Requests
    );
    private static readonly Histogram<double> s_rateLimited = Instruments.Seconds(
        "rest_client_rate_limiter_duration_seconds",
        "Client side rate limiter latency in seconds. Broken down by verb, and host.",
        Buckets.Requests
    );

    private readonly KeyValuePair<string, object?> _host = new("host", server.Authority);

    /// <summary>One attempt has ended: with a status code, or with null without an answer.</summary>
    public void Sent(HttpMethod method, int? code) =>
        s_requests.Add(1, new("code", Text(code)), new("method", method.Method), _host);

    /// <summary>Another attempt is made because of this answer.</summary>
    public void Retried(HttpMethod method, int? code) =>
        s_retries.Add(1, new("code", Text(code)), new("verb", method.Method), _host);

    /// <summary>A request has ended, all its attempts and its body included.</summary>
    public void Took(HttpMethod method, TimeSpan duration) =>
        s_duration.Record(duration.TotalSeconds, new("verb", method.Method), _host);

    /// <summary>For how long the client's own limit held a request back, be it zero.</summary>
    public void HeldBack(HttpMethod method, TimeSpan duration) =>
        s_rateLimited.Record(duration.TotalSeconds, new("verb", method.Method), _host);

    private static string Text(int? code) => code?.ToString(CultureInfo.InvariantCulture) ?? NoAnswer;
}
