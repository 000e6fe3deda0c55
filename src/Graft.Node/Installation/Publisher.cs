using System.Text;
using Graft.Api.Installation;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>Publishes programs, links and auxiliary files: all are staged and verified before the first is renamed.</summary>
internal sealed class Publisher(
    IHostFileSystem files,
    AtomicFiles atomic,
    FileDigests digests,
    RecordStore records,
    RuntimeDescription description,
    string content
)
{
    /// <summary>Programs and links, in the order in which they must appear.</summary>
    public IReadOnlyList<PublishedItem> Programs(BinaryDirectory directory)
    {
        var items = new List<PublishedItem>();
        foreach (var binary in description.Binaries ?? [])
        {
            var source = Path.Combine(content, binary.Source);
            var digest = digests.OfContent(source);
            var size = new FileInfo(source).Length;
            var path = directory.Path.Join(binary.Name);
            items.Add(new PublishedFile(path, () => File.OpenRead(source), size, digest, FileModes.Program));
        }
        foreach (var bundle in description.Bundles ?? [])
        {
            items.AddRange(
                (bundle.Links ?? []).Select(link => new PublishedLink(
                    directory.Path.Join(link.Name),
                    $"{bundle.Directory}/{link.Target}"
                ))
            );
        }
        if (directory.LinkPath is { } standard)
        {
            items.AddRange(items.ConvertAll(item => new PublishedLink(standard.Join(item.Path.Name), item.Path.Value)));
        }
        return items;
    }

    /// <summary>Every path that is published, bundles included, whether the content is at hand or not.</summary>
    public IReadOnlySet<HostPath> Paths(BinaryDirectory directory)
    {
        var bundles = description.Bundles ?? [];
        string[] names =
        [
            .. (description.Binaries ?? []).Select(binary => binary.Name),
            .. bundles.SelectMany(bundle => bundle.Links ?? []).Select(link => link.Name),
        ];
        HostPath[] directories = [directory.Path, HostPath.Parse(description.BinPath)];
        return new HashSet<HostPath>([
            .. directories.SelectMany(each => names.Select(name => each.Join(name))),
            .. bundles.Select(bundle => HostPath.Parse(bundle.Directory)),
            .. (description.Files ?? []).Select(file => HostPath.Parse(file.Path)),
        ]);
    }

    public IReadOnlyList<PublishedFile> AuxiliaryFiles() =>
        [
            .. (description.Files ?? []).Select(file =>
            {
                var bytes = Encoding.UTF8.GetBytes(file.Content);
                var digest = ContentDigest.Of(bytes);
                var path = HostPath.Parse(file.Path);
                return new PublishedFile(path, () => new MemoryStream(bytes), bytes.Length, digest, file.Mode);
            }),
        ];

    /// <summary>Those that are not yet as wanted.</summary>
    public IReadOnlyList<PublishedItem> Outstanding(IEnumerable<PublishedItem> items) =>
        [.. items.Where(item => !IsPublished(item))];

    // Directories that are everybody's. A runtimes' own directory is none of these.
    private static readonly HostPath[] SystemDirectories =
    [
        .. new[] { "/bin", "/sbin", "/lib", "/lib64", "/usr", "/etc", "/opt/bin" }.Select(HostPath.Parse),
    ];

    /// <summary>Refuses to replace what somebody else put into a directory that is not the runtimes' own.</summary>
    public void RefuseForeign(IEnumerable<PublishedItem> outstanding)
    {
        var own = HostPath.Parse(description.BinPath);
        var isShared = Array.Exists(SystemDirectories, system => own == system || own.IsBelow(system));
        foreach (var item in outstanding)
        {
            if (files.Find(item.Path) is not { } existing)
            {
                continue;
            }
            if (existing.Kind == HostEntryKind.Directory)
            {
                throw new InstallationException(OutcomeKind.Refused, $"{item.Path} is a directory");
            }
            if ((item.Path.Parent != own || isShared) && !records.Owns(item.Path))
            {
                throw new InstallationException(
                    OutcomeKind.Refused,
                    $"{item.Path} exists with other content and was not put there by Graft; refusing to overwrite it"
                );
            }
        }
    }

    /// <summary>Writes temporary files beside the targets and reads them back.</summary>
    public IReadOnlyList<(HostPath Temporary, HostPath Path)> Stage(IReadOnlyList<PublishedItem> outstanding)
    {
        var staged = new List<(HostPath, HostPath)>();
        foreach (var item in outstanding)
        {
            files.CreateDirectory(item.Path.Parent);
            var temporary = AtomicFiles.TemporaryOf(item.Path);
            switch (item)
            {
                case PublishedFile file:
                    using (var source = file.Open())
                    {
                        atomic.Stage(temporary, source, file.Mode, owner: null);
                    }
                    Verify(file, temporary);
                    break;
                case PublishedLink link:
                    atomic.StageLink(temporary, link.Target);
                    break;
            }
            staged.Add((temporary, item.Path));
        }
        return staged;
    }

    public void Commit(IReadOnlyList<(HostPath Temporary, HostPath Path)> staged)
    {
        foreach (var (temporary, path) in staged)
        {
            atomic.Commit(temporary, path);
        }
    }

    private bool IsPublished(PublishedItem item)
    {
        var entry = files.Find(item.Path);
        return item switch
        {
            PublishedLink link => entry is { Kind: HostEntryKind.Link } && files.ReadLink(link.Path) == link.Target,
            PublishedFile file => entry is { Kind: HostEntryKind.File }
                && entry.Size == file.Size
                && entry.Mode == file.Mode
                // Somebody else's program could be another one tomorrow.
                && entry.Owner.User == HostOwner.Own.User
                && digests.HasContent(file.Path, entry, file),
            _ => false,
        };
    }

    private void Verify(PublishedFile file, HostPath temporary)
    {
        var entry = files.Find(temporary);
        if (entry is null || !digests.HasContent(temporary, entry, file))
        {
            throw new InstallationException(
                OutcomeKind.NotReady,
                $"{temporary} does not have the content that was written"
            );
        }
    }
}
