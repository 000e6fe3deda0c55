namespace Graft.Extensions.Images;

/// <summary>A container image.</summary>
/// <param name="Repository">Without tag and digest.</param>
/// <param name="Tag">The version; null where a digest says it.</param>
public sealed record Image(string Repository, string? Tag)
{
    /// <summary>Such as <c>sha256:…</c>; wins over the tag.</summary>
    public string? Digest { get; init; }

    /// <summary>The reference that a container names.</summary>
    public override string ToString() =>
        (Tag, Digest) switch
        {
            (null, null) => Repository,
            (null, _) => $"{Repository}@{Digest}",
            (_, null) => $"{Repository}:{Tag}",
            _ => $"{Repository}:{Tag}@{Digest}",
        };
}
