namespace Graft.Images;

/// <summary>One entry of an image's layer; everything belongs to root.</summary>
/// <param name="Path">Absolute, without <c>.</c>, <c>..</c> and final slash.</param>
public abstract record ImageEntry(string Path)
{
    public sealed record Directory(string Path, UnixFileMode Mode) : ImageEntry(Path);

    /// <param name="Path">Where it is in the image.</param>
    /// <param name="Mode">Its permissions.</param>
    /// <param name="Open">Opens the content; the same bytes at every call.</param>
    public sealed record File(string Path, UnixFileMode Mode, Func<Stream> Open) : ImageEntry(Path);

    public sealed record Link(string Path, string Target) : ImageEntry(Path);
}
