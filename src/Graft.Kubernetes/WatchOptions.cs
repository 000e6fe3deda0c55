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
    /// After which time the server ends the stream. Null draws 5 to 10 minutes, so that the watches of many clients do not end
    /// together.
    /// </summary>
    public TimeSpan? Timeout { get; init; }
}
