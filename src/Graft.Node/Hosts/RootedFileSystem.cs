using Microsoft.Win32.SafeHandles;

namespace Graft.Node.Hosts;

/// <summary>The node's files below the directory where its root is mounted; that may be <c>/</c> itself.</summary>
internal sealed class RootedFileSystem(string root) : IHostFileSystem
{
    private const int MostLinks = 40;

    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private readonly string _root = Path.GetFullPath(root).TrimEnd('/');

    public HostEntry? Find(HostPath path) => LibC.Stat(Local(ResolveParent(path)), follow: false);

    public HostEntry? FindTarget(HostPath path) => LibC.Stat(LocalPath(path), follow: false);

    public string LocalPath(HostPath path) => Local(Resolve(path));

    public byte[] Read(HostPath path) => File.ReadAllBytes(LocalPath(path));

    public Stream OpenRead(HostPath path) => File.OpenRead(LocalPath(path));

    public string ReadLink(HostPath path) => new FileInfo(Local(ResolveParent(path))).LinkTarget ?? "";

    public IReadOnlyList<string> List(HostPath directory)
    {
        var local = LocalPath(directory);
        return Directory.Exists(local)
            ?
            [
                .. Directory
                    .EnumerateFileSystemEntries(local)
                    .Select(entry => Path.GetFileName(entry))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
    }

    public HostSpace Space(HostPath directory)
    {
        var existing = directory;
        while (FindTarget(existing) is null && existing != HostPath.Root)
        {
            existing = existing.Parent;
        }
        return LibC.Space(LocalPath(existing));
    }

    public bool CanOpenReadWrite(HostPath path)
    {
        try
        {
            using var handle = File.OpenHandle(
                LocalPath(path),
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.ReadWrite
            );
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public IReadOnlySet<FileIdentity>? RunningPrograms()
    {
        var processes = Local(HostPath.Parse("/proc"));
        if (!Directory.Exists(Path.Combine(processes, "1")))
        {
            return null;
        }
        var programs = new HashSet<FileIdentity>();
        foreach (var process in Directory.EnumerateDirectories(processes).Where(name => char.IsAsciiDigit(name[^1])))
        {
            try
            {
                // The kernel's own link leads to the file itself, in whatever mount namespace it was started.
                if (LibC.Stat(Path.Combine(process, "exe"), follow: true) is { } program)
                {
                    programs.Add(program.Identity);
                }
            }
            catch (IOException) when (!Directory.Exists(process))
            {
                // It ended meanwhile: it runs nothing any more.
            }
            catch (IOException)
            {
                return null;
            }
        }
        return programs;
    }

    public IDisposable? TryLock(HostPath path)
    {
        var local = Local(ResolveParent(path));
        if (LibC.Stat(local, follow: false) is { Kind: not HostEntryKind.File })
        {
            throw new IOException($"{path} is not a regular file and cannot be locked");
        }
        var file = LibC.OpenLockFile(local);
        // Whoever had the file before may have removed it after it was opened here; then another one counts.
        var isHeld = LibC.TryLock(file, local) && IsStill(file, local);
        if (isHeld)
        {
            return file;
        }
        file.Dispose();
        return null;
    }

    public void CreateDirectory(HostPath path)
    {
        var missing = new Stack<HostPath>();
        for (var next = Resolve(path); LibC.Stat(Local(next), follow: false) is null; next = next.Parent)
        {
            missing.Push(next);
        }
        foreach (var directory in missing)
        {
            Directory.CreateDirectory(Local(directory), DirectoryMode);
            // Whatever the mask of this process is.
            File.SetUnixFileMode(Local(directory), DirectoryMode);
            SyncDirectory(directory.Parent);
        }
        if (missing.Count == 0 && FindTarget(path) is not { Kind: HostEntryKind.Directory })
        {
            throw new IOException($"{path} is not a directory");
        }
    }

    public void Create(HostPath path, Stream content, UnixFileMode mode, HostOwner? owner)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            // What cannot be written fails here, not when the file is closed.
            BufferSize = 0,
        };
        var local = Local(ResolveParent(path));
        using var file = new FileStream(local, options);
        try
        {
            content.CopyTo(file);
            if (owner is { } wanted)
            {
                LibC.ChangeOwner(file.SafeFileHandle, wanted, local);
            }
            File.SetUnixFileMode(file.SafeFileHandle, mode);
            file.Flush(flushToDisk: true);
        }
        catch
        {
            // On a full disk the rest of it would keep the room that the next attempt needs.
            File.Delete(local);
            throw;
        }
    }

    public void CreateLink(HostPath path, string target) => File.CreateSymbolicLink(Local(ResolveParent(path)), target);

    public void Rename(HostPath from, HostPath to) => LibC.Rename(Local(ResolveParent(from)), Local(ResolveParent(to)));

    public bool TryExchange(HostPath one, HostPath other) =>
        LibC.TryExchange(Local(ResolveParent(one)), Local(ResolveParent(other)));

    public void SyncDirectory(HostPath directory)
    {
        var local = LocalPath(directory);
        using var handle = LibC.OpenDirectoryAt(local, flags: 0);
        LibC.Sync(handle, local);
    }

    public void Delete(HostPath path)
    {
        var local = Local(ResolveParent(path));
        if (LibC.Stat(local, follow: false) is { Kind: HostEntryKind.Directory })
        {
            Directory.Delete(local, recursive: false);
        }
        else
        {
            File.Delete(local);
        }
    }

    public HostPath Resolve(HostPath path)
    {
        var resolved = new List<string>();
        var pending = new Stack<string>(path.Segments.Reverse());
        var links = 0;
        while (pending.TryPop(out var segment))
        {
            if (segment == "..")
            {
                // At the root, as on the node itself, this leads nowhere else.
                resolved.RemoveRange(Math.Max(resolved.Count - 1, 0), Math.Min(resolved.Count, 1));
                continue;
            }
            if (segment == ".")
            {
                continue;
            }
            resolved.Add(segment);
            var target = new FileInfo($"{_root}/{string.Join('/', resolved)}").LinkTarget;
            if (target is null)
            {
                continue;
            }
            if (++links > MostLinks)
            {
                throw new IOException($"too many symbolic links on the way to {path}");
            }
            resolved.RemoveAt(resolved.Count - 1);
            if (target.StartsWith('/'))
            {
                resolved.Clear();
            }
            foreach (var next in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                pending.Push(next);
            }
        }
        return HostPath.Of(resolved);
    }

    private static bool IsStill(SafeFileHandle file, string local) =>
        LibC.Stat(local, follow: false)?.Identity
        == LibC.Stat($"/proc/self/fd/{file.DangerousGetHandle()}", follow: true)?.Identity;

    private HostPath ResolveParent(HostPath path) =>
        path == HostPath.Root ? path : Resolve(path.Parent).Join(path.Name);

    private string Local(HostPath resolved) =>
        _root.Length == 0 ? resolved.Value : $"{_root}{resolved.Value}".TrimEnd('/');
}
