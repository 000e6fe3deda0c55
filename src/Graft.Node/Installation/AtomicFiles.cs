using System.Globalization;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>Files that appear whole or not at all: written beside their place, synced, and renamed.</summary>
internal sealed class AtomicFiles(IHostFileSystem files)
{
    /// <summary>What a stale temporary file ends with; nobody else's file does.</summary>
    public const string TemporarySuffix = ".graft-new";

    /// <summary>What a tree is called that gave way to another one, where the two could not change places.</summary>
    public const string ReplacedSuffix = ".graft-old";

    // More than any file that is read whole; what is larger is none of those.
    private const long Largest = 16 << 20;

    public static bool IsTemporary(string name) =>
        name.StartsWith('.')
        && (
            name.EndsWith(TemporarySuffix, StringComparison.Ordinal)
            || name.EndsWith(ReplacedSuffix, StringComparison.Ordinal)
        );

    public static HostPath TemporaryOf(HostPath path) => path.Parent.Join($".{path.Name}{TemporarySuffix}");

    /// <summary>Null where there is no such file.</summary>
    /// <exception cref="IOException">It cannot be read, or is too large to be what it should be.</exception>
    public byte[]? TryRead(HostPath path) =>
        files.FindTarget(path) switch
        {
            { Kind: HostEntryKind.File, Size: > Largest } entry => throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"{path} has {entry.Size} bytes, which is too large")
            ),
            { Kind: HostEntryKind.File } => files.Read(path),
            _ => null,
        };

    /// <summary>Writes the file unless it has this content already. True: it was written.</summary>
    public bool Write(HostPath path, byte[] content, UnixFileMode mode, HostOwner? owner)
    {
        var isAsWanted =
            TryRead(path) is { } existing
            && existing.AsSpan().SequenceEqual(content)
            && files.FindTarget(path)?.Mode == mode;
        if (isAsWanted)
        {
            return false;
        }
        files.CreateDirectory(path.Parent);
        var temporary = TemporaryOf(path);
        Stage(temporary, new MemoryStream(content), mode, owner);
        try
        {
            Commit(temporary, path);
        }
        catch (IOException)
        {
            DeleteIfPresent(temporary);
            throw;
        }
        return true;
    }

    /// <summary>Writes a temporary file; a stale one of the same name goes first.</summary>
    public void Stage(HostPath temporary, Stream content, UnixFileMode mode, HostOwner? owner)
    {
        DeleteTree(temporary);
        files.Create(temporary, content, mode, owner);
    }

    public void StageLink(HostPath temporary, string target)
    {
        DeleteTree(temporary);
        files.CreateLink(temporary, target);
    }

    public void Commit(HostPath temporary, HostPath path)
    {
        files.Rename(temporary, path);
        files.SyncDirectory(path.Parent);
    }

    public bool DeleteIfPresent(HostPath path)
    {
        if (files.Find(path) is null)
        {
            return false;
        }
        files.Delete(path);
        return true;
    }

    /// <summary>Removes a directory tree, entry by entry; links in it are removed, never followed.</summary>
    public void DeleteTree(HostPath path)
    {
        if (files.Find(path) is not { } entry)
        {
            return;
        }
        if (entry.Kind == HostEntryKind.Directory)
        {
            foreach (var name in files.List(path))
            {
                DeleteTree(path.Join(name));
            }
        }
        files.Delete(path);
    }
}
