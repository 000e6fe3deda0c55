using System.Globalization;
using System.Text;
using Graft.Api.Installation;
using Graft.Node.Hosts;
using Graft.Node.Toml;

namespace Graft.Node.Installation;

/// <summary>Publishes directory trees by one rename each, and clears away earlier versions that nothing needs.</summary>
internal sealed class BundlePublisher(
    IHostFileSystem files,
    AtomicFiles atomic,
    RuntimeDescription description,
    string content
)
{
    private const string Marker = ".installed";
    private const string MarkerPrefix = "graft ";

    public IReadOnlyList<RuntimeBundle> Outstanding() =>
        [.. (description.Bundles ?? []).Where(bundle => !IsPublished(bundle))];

    /// <summary>Bytes that the trees need.</summary>
    public long SizeOf(IEnumerable<RuntimeBundle> bundles) =>
        bundles.Sum(bundle =>
            Entries(bundle).Sum(entry => entry is FileInfo { LinkTarget: null } file ? file.Length : 0)
        );

    /// <summary>Refuses a directory in the place of a bundle that carries no marker: nobody knows whose it is.</summary>
    public void RefuseForeign(IEnumerable<RuntimeBundle> outstanding)
    {
        foreach (var directory in outstanding.Select(bundle => HostPath.Parse(bundle.Directory)))
        {
            if (files.Find(directory) is not null && files.Find(directory.Join(Marker)) is null)
            {
                throw new InstallationException(
                    OutcomeKind.Refused,
                    $"{directory} exists and was not put there by Graft; refusing to replace it"
                );
            }
        }
    }

    public void Publish(RuntimeBundle bundle)
    {
        var directory = HostPath.Parse(bundle.Directory);
        var temporary = AtomicFiles.TemporaryOf(directory);
        atomic.DeleteTree(temporary);
        CopyTree(new DirectoryInfo(Path.Combine(content, bundle.Source)), temporary, bundle);
        var marker = Encoding.UTF8.GetBytes(MarkerOf(bundle));
        files.Create(temporary.Join(Marker), new MemoryStream(marker), FileModes.Plain, owner: null);
        files.SyncDirectory(temporary);
        if (files.Find(directory) is null)
        {
            files.Rename(temporary, directory);
        }
        else
        {
            Replace(directory, temporary);
        }
        files.SyncDirectory(directory.Parent);
    }

    /// <summary>The same version with other content. What runs keeps its open files, and the path is never missing.</summary>
    private void Replace(HostPath directory, HostPath temporary)
    {
        if (files.TryExchange(temporary, directory))
        {
            atomic.DeleteTree(temporary);
            return;
        }
        // Few file systems cannot do that; there the path is missing for a moment.
        var replaced = directory.Parent.Join($".{directory.Name}{AtomicFiles.ReplacedSuffix}");
        atomic.DeleteTree(replaced);
        files.Rename(directory, replaced);
        files.Rename(temporary, directory);
        atomic.DeleteTree(replaced);
    }

    /// <summary>
    /// Removes earlier versions, except those that containerd's configuration still names; of those whose programs still
    /// run, the retained parts stay.
    /// </summary>
    public void RemoveOldVersions(TomlTable configuration)
    {
        foreach (var bundle in description.Bundles ?? [])
        {
            var current = HostPath.Parse(bundle.Directory);
            foreach (
                var name in files.List(current.Parent).Where(name => name != current.Name && !name.StartsWith('.'))
            )
            {
                var old = current.Parent.Join(name);
                if (IsOurs(old) && !Mentions(configuration, old))
                {
                    RemoveOld(old, bundle.RetainedWhileRunning ?? []);
                }
            }
        }
    }

    public void Remove(HostPath directory)
    {
        if (IsOurs(directory))
        {
            atomic.DeleteTree(directory);
        }
    }

    private void RemoveOld(HostPath old, IReadOnlyList<string> retainable)
    {
        var retained = retainable.Select(relative => old.Join(relative)).Where(IsRunning).ToList();
        RemoveExcept(old, [.. retained, .. retained.Count > 0 ? [old.Join(Marker)] : Array.Empty<HostPath>()]);
    }

    private void RemoveExcept(HostPath path, IReadOnlyList<HostPath> kept)
    {
        if (kept.Contains(path))
        {
            return;
        }
        if (!kept.Any(inner => inner.IsBelow(path)))
        {
            // The marker goes last, so that an interrupted removal is taken up again.
            foreach (var name in files.List(path).Where(name => name != Marker))
            {
                atomic.DeleteTree(path.Join(name));
            }
            atomic.DeleteTree(path);
            return;
        }
        foreach (var name in files.List(path))
        {
            if (kept.Any(inner => inner.IsBelow(path.Join(name)) || inner == path.Join(name)))
            {
                RemoveExcept(path.Join(name), kept);
            }
            else
            {
                atomic.DeleteTree(path.Join(name));
            }
        }
    }

    private bool IsRunning(HostPath path)
    {
        if (files.Find(path) is not { } entry)
        {
            return false;
        }
        // Where nobody can tell what runs, everything counts as running.
        return files.RunningPrograms() is not { } running
            || running.Contains(entry.Identity)
            || (entry.Kind == HostEntryKind.Directory && files.List(path).Any(name => IsRunning(path.Join(name))));
    }

    private bool IsOurs(HostPath directory) =>
        atomic.TryRead(directory.Join(Marker)) is { } marker && marker.AsSpan().StartsWith("graft "u8);

    private bool IsPublished(RuntimeBundle bundle)
    {
        var marker = atomic.TryRead(HostPath.Parse(bundle.Directory).Join(Marker));
        if (marker is null)
        {
            return false;
        }
        // A marker of another installer: this very version is complete, and is not ours to replace.
        var text = Encoding.UTF8.GetString(marker);
        return !text.StartsWith(MarkerPrefix, StringComparison.Ordinal) || text == MarkerOf(bundle);
    }

    private string MarkerOf(RuntimeBundle bundle)
    {
        var listing = new StringBuilder(
            $"{bundle.BuiltFor} {bundle.Directory} {string.Join(',', bundle.RewrittenFiles ?? [])}\n"
        );
        foreach (var entry in Entries(bundle))
        {
            var size = entry is FileInfo { LinkTarget: null } file ? file.Length : 0;
            listing.Append(
                CultureInfo.InvariantCulture,
                $"{entry.Name} {size} {(int)entry.UnixFileMode} {entry.LinkTarget}\n"
            );
        }
        var digest = ContentDigest.Of(listing.ToString());
        return $"{MarkerPrefix}{description.Name} {description.Version} {digest}\n";
    }

    private IEnumerable<FileSystemInfo> Entries(RuntimeBundle bundle)
    {
        var source = new DirectoryInfo(Path.Combine(content, bundle.Source));
        if (!source.Exists)
        {
            throw new InstallationException(OutcomeKind.Unusable, $"the content has no directory {source.FullName}");
        }
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        return source.EnumerateFileSystemInfos("*", all).OrderBy(entry => entry.FullName, StringComparer.Ordinal);
    }

    private void CopyTree(DirectoryInfo source, HostPath target, RuntimeBundle bundle)
    {
        files.CreateDirectory(target);
        foreach (var entry in source.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var path = target.Join(entry.Name);
            switch (entry)
            {
                case { LinkTarget: { } link }:
                    files.CreateLink(path, Rewrite(link, bundle));
                    break;
                case DirectoryInfo directory:
                    CopyTree(directory, path, bundle);
                    break;
                case FileInfo file when LibC.Stat(file.FullName, follow: false) is { Kind: HostEntryKind.File }:
                    CopyFile(file, path, bundle);
                    break;
                default:
                    throw new InstallationException(
                        OutcomeKind.Unusable,
                        $"the content has something that is neither a file, a directory nor a link: {entry.FullName}"
                    );
            }
        }
        files.SyncDirectory(target);
    }

    private void CopyFile(FileInfo source, HostPath path, RuntimeBundle bundle)
    {
        var isRewritten = (bundle.RewrittenFiles ?? [".toml"]).Any(suffix =>
            source.Name.EndsWith(suffix, StringComparison.Ordinal)
        );
        using Stream stream = isRewritten
            ? new MemoryStream(Rewrite(File.ReadAllBytes(source.FullName), bundle))
            : File.OpenRead(source.FullName);
        files.Create(path, stream, source.UnixFileMode, owner: null);
    }

    /// <summary>Byte by byte: whatever encoding the file has, only the paths in it change.</summary>
    private static byte[] Rewrite(byte[] content, RuntimeBundle bundle)
    {
        var bytewise = bundle with
        {
            BuiltFor = bundle.BuiltFor is { } builtFor ? Bytewise(builtFor) : null,
            Directory = Bytewise(bundle.Directory),
        };
        return Encoding.Latin1.GetBytes(Rewrite(Encoding.Latin1.GetString(content), bytewise));

        static string Bytewise(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Moves every absolute path below the directory that the content was built for.</summary>
    private static string Rewrite(string text, RuntimeBundle bundle)
    {
        if (bundle.BuiltFor is not { } builtFor)
        {
            return text;
        }
        var old = builtFor + "/";
        var result = new StringBuilder();
        var done = 0;
        for (
            var found = text.IndexOf(old, StringComparison.Ordinal);
            found >= 0;
            found = text.IndexOf(old, found + 1, StringComparison.Ordinal)
        )
        {
            // Only where the path begins: /usr/opt/x/ is not /opt/x/.
            if (
                found > 0
                && (char.IsAsciiLetterOrDigit(text[found - 1]) || text[found - 1] is '.' or '_' or '-' or '/')
            )
            {
                continue;
            }
            result.Append(text, done, found - done).Append(bundle.Directory).Append('/');
            done = found + old.Length;
        }
        return result.Append(text, done, text.Length - done).ToString();
    }

    private static bool Mentions(TomlValue value, HostPath directory) =>
        value switch
        {
            TomlString text => text.Value.StartsWith(directory.Value + "/", StringComparison.Ordinal),
            TomlArray array => array.Items.Any(item => Mentions(item, directory)),
            TomlTable table => table.Entries.Any(entry => Mentions(entry.Value, directory)),
            _ => false,
        };
}
