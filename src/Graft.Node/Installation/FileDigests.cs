using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>SHA-256 of files, remembered as long as size and time stamps stay: a look every minute must not read much.</summary>
internal sealed class FileDigests(IHostFileSystem files)
{
    private readonly Dictionary<FileIdentity, (long Size, (long, long) Stamps, string Digest)> _known = [];

    /// <summary>Of a file on the node.</summary>
    public string Of(HostPath path, HostEntry entry) => Of(entry, () => files.OpenRead(path));

    /// <summary>Of a file of the installation image.</summary>
    public string OfContent(string path)
    {
        var entry =
            LibC.Stat(path, follow: true)
            ?? throw new InstallationException(OutcomeKind.Unusable, $"the content has no file {path}");
        return Of(entry, () => File.OpenRead(path));
    }

    private string Of(HostEntry entry, Func<Stream> open)
    {
        if (
            _known.TryGetValue(entry.Identity, out var known)
            && known.Size == entry.Size
            && known.Stamps == entry.Stamps
        )
        {
            return known.Digest;
        }
        using var stream = open();
        var digest = ContentDigest.Of(stream);
        _known[entry.Identity] = (entry.Size, entry.Stamps, digest);
        return digest;
    }
}
