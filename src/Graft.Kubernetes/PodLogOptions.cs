namespace Graft.Kubernetes;

/// <summary>Which lines of a container's log to read.</summary>
public sealed record PodLogOptions
{
    /// <summary>May be left out where the pod has one container.</summary>
    public string? Container { get; init; }

    /// <summary>Whether to wait for further lines; default false.</summary>
    public bool Follow { get; init; }

    /// <summary>Whether to read the log of the container's previous run; default false.</summary>
    public bool Previous { get; init; }

    /// <summary>Whether each line begins with the time it was written, RFC 3339; default false.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Only the last so many lines; null reads all.</summary>
    public long? TailLines { get; init; }

    /// <summary>Only lines not older than this, in whole seconds; null reads all.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>Stops after so many bytes; null reads all.</summary>
    public long? LimitBytes { get; init; }
}
