namespace Graft.Kubernetes;

/// <summary>How a client behaves towards its cluster. The defaults suit a controller.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>
    /// How long the answer to one try of a request may take, watches and logs apart; default 60 s, as long as the API server
    /// itself works on a request.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How many requests may be sent in a time. Default none: the API server shares its capacity out by itself (priority and
    /// fairness) and says when to come again.
    /// </summary>
    public ClientRateLimit? RateLimit { get; init; }

    /// <summary>
    /// Gets the server's warnings, such as of a deprecated version or an unknown field, instead of the log. It runs while the
    /// request waits and must not throw.
    /// </summary>
    public Action<ServerWarning>? OnWarning { get; init; }

    /// <summary>After which silence an HTTP/2 connection in use is asked whether it is alive; default 20 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the other side may take to say that it is alive; default 10 s. Then the connection is given up.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a new connection may take, TLS included; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
