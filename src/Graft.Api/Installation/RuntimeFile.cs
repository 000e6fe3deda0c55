namespace Graft.Api.Installation;

/// <summary>An auxiliary text file on the node, published atomically; its owner is root.</summary>
public sealed record RuntimeFile
{
    private const UnixFileMode Standard =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Absolute path on the node. Never containerd's own <c>config.toml</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Mode bits; in JSON a decimal number as everywhere in Kubernetes. Absent or 0: 420 (0644).</summary>
    public UnixFileMode Mode
    {
        get;
        // Where JSON does not have it, the deserializer sets 0 instead of leaving the initial value.
        init => field = value == UnixFileMode.None ? Standard : value;
    } = Standard;

    /// <summary>The content, written as UTF-8 without change.</summary>
    public required string Content { get; init; }
}
