namespace Graft.Kubernetes.Transport;

/// <summary>
/// What is sent again, and when. A server that states a time to come again (Retry-After) with a 429 or 503 has turned the
/// request away, so whatever it was is sent again. With another 5xx it may have been carried out: then a creation or a patch
/// is not. A connection that breaks says nothing about what became of the request, so that only reads are repeated.
/// </summary>
internal static class Retries
{
    /// <summary>How often a request is sent at most.</summary>
    public const int MaximumAttempts = 10;

    private const int MaximumConnections = 3;
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pauseAfterBreak = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait before another try; null when the fault is the caller's to handle.</summary>
    public static TimeSpan? Pause(ApiRequest request, Exception fault, int attempt) =>
        fault switch
        {
            KubernetesException { RetryAfter: { } pause } refusal
                when attempt < MaximumAttempts && pause <= s_longestPause && MayRepeat(request, refusal.StatusCode) =>
                pause,
            not KubernetesException when attempt < MaximumConnections && request.IsRead && IsBroken(fault) =>
                s_pauseAfterBreak,
            _ => null,
        };

    private static bool MayRepeat(ApiRequest request, int code) =>
        code is 429 or 503 || (code is >= 500 and < 600 && request.IsRepeatable);

    /// <summary>A connection that was there and broke; one that could not be made is an answer in itself.</summary>
    private static bool IsBroken(Exception fault) =>
        fault switch
        {
            IOException => true,
            HttpRequestException { HttpRequestError: var error, InnerException: IOException } => error
                is HttpRequestError.Unknown
                    or HttpRequestError.ResponseEnded
                    or HttpRequestError.HttpProtocolError,
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => true,
            _ => false,
        };
}
