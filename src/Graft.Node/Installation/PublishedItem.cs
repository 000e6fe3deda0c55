using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>One path that the installer wants to be a certain file or link.</summary>
internal abstract record PublishedItem(HostPath Path);

/// <param name="Path">Where it goes.</param>
/// <param name="Open">Its content.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Digest">SHA-256 in hex.</param>
/// <param name="Mode">Its mode bits.</param>
internal sealed record PublishedFile(HostPath Path, Func<Stream> Open, long Size, string Digest, UnixFileMode Mode)
    : PublishedItem(Path);

internal sealed record PublishedLink(HostPath Path, string Target) : PublishedItem(Path);
