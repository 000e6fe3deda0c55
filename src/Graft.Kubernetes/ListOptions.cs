namespace Graft.Kubernetes;

/// <summary>Which objects to list.</summary>
public sealed record ListOptions
{
    /// <summary>Null lists all namespaces (or a cluster-scoped kind).</summary>
    public string? Namespace { get; init; }

    /// <summary>For example <c>app=web,tier!=db</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>For example <c>metadata.name=web</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>
    /// Objects per request; default 500, as kubectl asks. All pages are read whatever the value, it only bounds the size of
    /// one response.
    /// </summary>
    public int? Limit { get; init; } = 500;

    /// <summary>Null asks for the newest state; <c>0</c> takes whatever the server has cached.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>How <see cref="ResourceVersion"/> is meant; null leaves it to the server (not older than that).</summary>
    public ResourceVersionMatch? ResourceVersionMatch { get; init; }

    /// <summary>One namespace, or all when null.</summary>
    public static ListOptions In(string? @namespace) => new() { Namespace = @namespace };
}
