namespace Graft.Api.Installation;

/// <summary>An auxiliary text file on the node, published atomically; its owner is root.</summary>
public sealed record RuntimeFile
{
    /// <summary>Absolute path on the node. Never containerd's own <c>config.toml</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Mode bits; in JSON a decimal number as everywhere in Kubernetes. Default: 420 (0644).</summary>
    public UnixFileMode Mode { get; init; } =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The content, written as UTF-8 without change.</summary>
    public required string Content { get; init; }
}
