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

    /// <summary>
    /// Whether a file of the node has the content of one that is to be published. Where its digest is not known yet the two are compared byte for
    /// byte, which takes a fraction of the time of another digest.
    /// </summary>
    public bool HasContent(HostPath path, HostEntry entry, PublishedFile wanted)
    {
        if (entry.Size != wanted.Size)
        {
            return false;
        }
        if (IsKnown(entry, out var digest))
        {
            return digest == wanted.Digest;
        }
        using var content = wanted.Open();
        using var found = files.OpenRead(path);
        if (!HaveEqualBytes(content, found))
        {
            return false;
        }
        _known[entry.Identity] = (entry.Size, entry.Stamps, wanted.Digest);
        return true;
    }

    private static bool HaveEqualBytes(Stream one, Stream other)
    {
        const int Size = 128 * 1024;
        var (left, right) = (new byte[Size], new byte[Size]);
        while (true)
        {
            var read = one.ReadAtLeast(left, Size, throwOnEndOfStream: false);
            var readOfOther = other.ReadAtLeast(right, Size, throwOnEndOfStream: false);
            if (!left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, readOfOther)))
            {
                return false;
            }
            if (read < Size)
            {
                return true;
            }
        }
    }

    private bool IsKnown(HostEntry entry, out string digest)
    {
        var isKnown =
            _known.TryGetValue(entry.Identity, out var known)
            && known.Size == entry.Size
            && known.Stamps == entry.Stamps;
        digest = isKnown ? known.Digest : "";
        return isKnown;
    }

    private string Of(HostEntry entry, Func<Stream> open)
    {
        if (IsKnown(entry, out var known))
        {
            return known;
        }
        using var stream = open();
        var digest = ContentDigest.Of(stream);
        _known[entry.Identity] = (entry.Size, entry.Stamps, digest);
        return digest;
    }
}
