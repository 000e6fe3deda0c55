namespace Graft.Kubernetes;

/// <summary>How to write.</summary>
public sealed record WriteOptions
{
    /// <summary>For example <c>status</c>.</summary>
    public string? Subresource { get; init; }

    /// <summary>Who the server books the fields on; required for server-side apply.</summary>
    public string? FieldManager { get; init; }

    /// <summary>Everything but the storing.</summary>
    public bool DryRun { get; init; }

    /// <summary>What the server does with unknown fields; null leaves it to the server (Warn).</summary>
    public FieldValidation? FieldValidation { get; init; }

    /// <summary>
    /// For patches of a difference: send the resource version that was read, so that a change in between is a conflict (409).
    /// </summary>
    public bool OptimisticLock { get; init; }

    public static WriteOptions Default { get; } = new();

    public static WriteOptions Status { get; } = new() { Subresource = "status" };
}
