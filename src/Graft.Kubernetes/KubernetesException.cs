using Graft.Api.Kubernetes;

namespace Graft.Kubernetes;

/// <summary>An API server refused a request. The message is the server's own.</summary>
public sealed class KubernetesException : Exception
{
    public KubernetesException(
        int statusCode,
        string reason,
        string message,
        Status? status = null,
        TimeSpan? retryAfter = null,
        Exception? innerException = null
    )
        : base(message, innerException)
    {
        StatusCode = statusCode;
        Reason = reason;
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status, or the code of an error event in a watch.</summary>
    public int StatusCode { get; }

    /// <summary>The machine-readable word, such as <c>NotFound</c>; empty when the answer carried none.</summary>
    public string Reason { get; }

    /// <summary>The whole answer, when it was a Status.</summary>
    public Status? Status { get; }

    /// <summary>What exactly is wrong, with the fields concerned; empty when the server names no causes.</summary>
    public IReadOnlyList<StatusCause> Causes => Status?.Details?.Causes ?? [];

    /// <summary>After which time the server wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; }

    public bool IsNotFound => StatusCode == 404;

    /// <summary>Somebody else wrote in between; read again. Not set for <see cref="IsAlreadyExists"/>.</summary>
    public bool IsConflict => StatusCode == 409 && !IsAlreadyExists;

    public bool IsAlreadyExists => StatusCode == 409 && Reason == "AlreadyExists";

    /// <summary>The resource version is too old: list again.</summary>
    public bool IsGone => StatusCode == 410 || Reason == "Expired";

    public bool IsForbidden => StatusCode == 403;

    public bool IsUnauthorized => StatusCode == 401;

    /// <summary>The object is not acceptable (422); the causes stand in <see cref="Status"/>.</summary>
    public bool IsInvalid => StatusCode == 422;

    /// <summary>May the same request work later without anybody changing anything?</summary>
    public bool IsTransient => StatusCode is 408 or 429 or 500 or 502 or 503 or 504;
}
