namespace Graft.Kubernetes;

/// <summary>How to delete.</summary>
public sealed record DeleteOptions
{
    /// <summary>Null leaves it to the server (Background).</summary>
    public PropagationPolicy? PropagationPolicy { get; init; }

    public long? GracePeriodSeconds { get; init; }

    public Preconditions? Preconditions { get; init; }

    public bool DryRun { get; init; }

    public static DeleteOptions Default { get; } = new();
}
