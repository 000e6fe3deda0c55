using System.Text;

namespace Graft.Landscape.LocalNodes.Files;

/// <summary>
/// The file system of a local node: a directory that its paths are resolved in. Symbolic links are followed as the node
/// would follow them, so that nothing ever leads out of the directory.
/// </summary>
internal sealed class NodeRoot(string directory)
{
    private const int MaximumLinks = 40;
    private const UnixFileMode DefaultMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The directory, absolute.</summary>
    public string Directory { get; } = Path.GetFullPath(directory);

    /// <summary>Where a path of the node lies on this machine; its last segment may be a link, which is then followed.</summary>
    /// <exception cref="IOException">The path goes through too many links.</exception>
    public string Resolve(string path) => Resolve(path, followsLast: true);

    public bool FileExists(string path) => File.Exists(Resolve(path));

    /// <summary>The text of a file, or null where there is none.</summary>
    public string? TryReadText(string path)
    {
        var file = Resolve(path);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    /// <summary>Writes a file in one step; a mode of null keeps that of an existing file. False: it was like that already.</summary>
    public bool Write(string path, ReadOnlySpan<byte> content, int? mode)
    {
        var file = Resolve(path);
        var existing = File.Exists(file);
        var wanted = (UnixFileMode?)mode ?? (existing ? File.GetUnixFileMode(file) : DefaultMode);
        if (existing && File.GetUnixFileMode(file) == wanted && content.SequenceEqual(File.ReadAllBytes(file)))
        {
            return false;
        }
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var temporary = $"{file}.graft-new";
        File.WriteAllBytes(temporary, content);
        File.SetUnixFileMode(temporary, wanted);
        File.Move(temporary, file, overwrite: true);
        return true;
    }

    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte}, int?)"/>
    public bool Write(string path, string content, int? mode = null) =>
        Write(path, Encoding.UTF8.GetBytes(content), mode);

    /// <summary>Puts a symbolic link at a path, in place of what is there. Its target is kept as text, wherever it leads.</summary>
    public void Link(string path, string target)
    {
        var file = Resolve(path, followsLast: false);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(file);
        File.CreateSymbolicLink(file, target);
    }

    /// <summary>Makes another name of a file of the node.</summary>
    public void Copy(string from, string to) => File.Copy(Resolve(from), Resolve(to), overwrite: true);

    public void CreateDirectory(string path) => System.IO.Directory.CreateDirectory(Resolve(path));

    /// <summary>Removes a file or link. False: there was none.</summary>
    public bool Delete(string path)
    {
        var file = Resolve(path, followsLast: false);
        if (!Path.Exists(file) && new FileInfo(file).LinkTarget is null)
        {
            return false;
        }
        File.Delete(file);
        return true;
    }

    private string Resolve(string path, bool followsLast)
    {
        var waiting = new Stack<string>(Segments(path).Reverse());
        var resolved = new List<string>();
        var links = 0;
        while (waiting.TryPop(out var segment))
        {
            if (segment == "..")
            {
                resolved.RemoveRange(Math.Max(0, resolved.Count - 1), Math.Min(1, resolved.Count));
                continue;
            }
            var isLast = waiting.Count == 0;
            var target =
                isLast && !followsLast
                    ? null
                    : new FileInfo(Path.Combine([Directory, .. resolved, segment])).LinkTarget;
            if (target is null)
            {
                resolved.Add(segment);
                continue;
            }
            if (++links > MaximumLinks)
            {
                throw new IOException($"{path}: too many symbolic links");
            }
            if (target.StartsWith('/'))
            {
                resolved.Clear();
            }
            foreach (var next in Segments(target).Reverse())
            {
                waiting.Push(next);
            }
        }
        return Path.Combine([Directory, .. resolved]);
    }

    private static IEnumerable<string> Segments(string path) =>
        path.Split('/').Where(segment => segment is not ("" or "."));
}
