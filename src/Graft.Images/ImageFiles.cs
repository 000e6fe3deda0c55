namespace Graft.Images;

/// <summary>What is in an image. Directories on the way to an entry are made with mode 0755.</summary>
public sealed class ImageFiles
{
    public const UnixFileMode Plain =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public const UnixFileMode Program =
        Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly SortedDictionary<string, ImageEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Every directory before what is in it; the same order for the same entries.</summary>
    public IReadOnlyCollection<ImageEntry> Entries => _entries.Values;

    public ImageFiles AddDirectory(string path, UnixFileMode mode = Program) =>
        Add(new ImageEntry.Directory(path, mode));

    public ImageFiles AddFile(string path, byte[] content, UnixFileMode mode = Plain) =>
        Add(new ImageEntry.File(path, mode, () => new MemoryStream(content, writable: false)));

    /// <summary>A copy of a file of this machine. It is read when the image is written.</summary>
    public ImageFiles AddCopy(string path, string source, UnixFileMode mode = Program) =>
        Add(new ImageEntry.File(path, mode, () => File.OpenRead(source)));

    /// <summary>Everything below a directory of this machine, with its modes; links stay links.</summary>
    public ImageFiles AddTree(string path, string source)
    {
        AddDirectory(path, File.GetUnixFileMode(source));
        foreach (var entry in new DirectoryInfo(source).EnumerateFileSystemInfos())
        {
            var inside = $"{path.TrimEnd('/')}/{entry.Name}";
            _ = entry switch
            {
                { LinkTarget: { } target } => AddLink(inside, target),
                DirectoryInfo => AddTree(inside, entry.FullName),
                _ => AddCopy(inside, entry.FullName, entry.UnixFileMode),
            };
        }
        return this;
    }

    public ImageFiles AddLink(string path, string target) => Add(new ImageEntry.Link(path, target));

    /// <summary>
    /// A program of this machine, and the shared libraries that it cannot start without, where the program's own loader
    /// looks for them. Libraries of the same name are added once.
    /// </summary>
    /// <param name="path">Where the program goes.</param>
    /// <param name="source">The program.</param>
    /// <param name="loadedLater">Names of libraries that it opens by itself while it runs, which it does not list.</param>
    /// <exception cref="ImageException">A library is not on this machine.</exception>
    public ImageFiles AddProgram(string path, string source, params IReadOnlyCollection<string> loadedLater)
    {
        AddCopy(path, source);
        foreach (var library in SharedLibraries.Of(source, loadedLater))
        {
            AddCopy(library.Path, library.Source);
        }
        return this;
    }

    private ImageFiles Add(ImageEntry entry)
    {
        if (entry.Path == "/")
        {
            return this;
        }
        var segments = entry.Path.Split('/');
        if (segments[0].Length > 0 || segments.Skip(1).Any(segment => segment is "" or "." or ".."))
        {
            throw new ArgumentException($"'{entry.Path}' is not an absolute, normalised path", nameof(entry));
        }
        for (var slash = entry.Path.LastIndexOf('/'); slash > 0; slash = entry.Path.LastIndexOf('/', slash - 1))
        {
            var parent = entry.Path[..slash];
            _entries.TryAdd(parent, new ImageEntry.Directory(parent, Program));
        }
        _entries[entry.Path] = entry;
        return this;
    }
}
