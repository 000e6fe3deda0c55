namespace Graft.Kubernetes;

/// <summary>What to watch, and from where.</summary>
public sealed record WatchOptions
{
    /// <summary>Null watches all namespaces (or a cluster-scoped kind).</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>The version after which events are wanted; null begins with the present state as Added events.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>
    /// Asks for a streaming list (WatchList): the present state as Added events, then a bookmark annotated
    /// <c>k8s.io/initial-events-end</c>, then changes. Servers that cannot refuse it (400, 422) or ignore it.
    /// </summary>
    public bool SendInitialEvents { get; init; }

    /// <summary>
    /// After which time the server ends the stream. Null draws 5 to 10 minutes, so that the watches of many clients do not end
    /// together.
    /// </summary>
    public TimeSpan? Timeout { get; init; }
}
