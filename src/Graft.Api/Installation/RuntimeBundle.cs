namespace Graft.Api.Installation;

/// <summary>
/// A directory tree that is staged beside its place, marked as complete with the file <c>.installed</c> and put there by
/// one rename, so that it is either absent or whole.
/// </summary>
/// <remarks>
/// The tree's own absolute references can be rewritten, because release archives are built for one fixed directory.
/// Sibling directories of <see cref="Directory"/> that carry the marker are earlier versions of the same bundle. They are
/// removed once the new version is served, except for <see cref="RetainedWhileRunning"/>.
/// </remarks>
public sealed record RuntimeBundle
{
    /// <summary>Directory relative to the content directory; its content becomes the content of <see cref="Directory"/>.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The versioned directory on the node, such as <c>/opt/kata/3.20.0</c>. Nothing else may live in its parent.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>
    /// The directory that the content was built for, such as <c>/opt/kata</c>. In files that <see cref="RewrittenFiles"/>
    /// selects, every absolute path below it is changed to one below <see cref="Directory"/>. Absent: nothing is rewritten.
    /// </summary>
    public string? BuiltFor { get; init; }

    /// <summary>File name extensions, with the dot, of the text files to rewrite. Absent: <c>.toml</c>.</summary>
    public IReadOnlyList<string>? RewrittenFiles { get; init; }

    /// <summary>Links in the binary directory to programs of this bundle.</summary>
    public IReadOnlyList<RuntimeLink>? Links { get; init; }

    /// <summary>
    /// Paths relative to the bundle that stay, in an old version, as long as a process runs a program from there:
    /// containerd drops pods whose shim path is gone.
    /// </summary>
    public IReadOnlyList<string>? RetainedWhileRunning { get; init; }
}
