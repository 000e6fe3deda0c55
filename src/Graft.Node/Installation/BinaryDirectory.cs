using System.Text;
using Graft.Api.Installation;
using Graft.Node.Hosts;

namespace Graft.Node.Installation;

/// <summary>Where binaries go on this node, and where links to them are needed (wire contract, section 9.2).</summary>
/// <param name="Path">The directory of the binaries.</param>
/// <param name="LinkPath">containerd's own directory, where it differs; it gets links.</param>
/// <param name="Warning">Why the node's metadata file was not followed.</param>
internal sealed record BinaryDirectory(HostPath Path, HostPath? LinkPath, string? Warning)
{
    private const long LargestMetadata = 64 << 10;
    private const string Key = "CONTAINER_RUNTIME_BIN_PATH";

    public static BinaryDirectory Choose(IHostFileSystem files, RuntimeDescription description)
    {
        var standard = HostPath.Parse(description.BinPath);
        switch (files.FindTarget(NodePaths.Metadata))
        {
            case null:
                return new BinaryDirectory(standard, null, null);
            case not { Kind: HostEntryKind.File, Size: <= LargestMetadata }:
                return new BinaryDirectory(
                    standard,
                    null,
                    $"{NodePaths.Metadata} is not a file of a few lines; using {standard}"
                );
        }
        var named = ReadMetadata(Encoding.UTF8.GetString(files.Read(NodePaths.Metadata)));
        if (named is null)
        {
            return new BinaryDirectory(standard, null, $"{NodePaths.Metadata} does not set {Key}; using {standard}");
        }
        return Problem(files, named) is { } problem
            ? new BinaryDirectory(
                standard,
                null,
                $"{NodePaths.Metadata} names '{OneLine.Of(named, 100)}', which {problem}; using {standard}"
            )
            : Chosen(HostPath.Parse(named), standard);
    }

    /// <summary>Why the directory cannot take binaries, or null.</summary>
    public static string? ProblemOf(IHostFileSystem files, HostPath directory)
    {
        var existing = directory;
        while (files.FindTarget(existing) is null && existing != HostPath.Root)
        {
            existing = existing.Parent;
        }
        if (files.FindTarget(existing) is not { Kind: HostEntryKind.Directory })
        {
            return existing == directory ? "is not a directory" : $"is below {existing}, which is not a directory";
        }
        var space = files.Space(directory);
        return space.IsReadOnly ? "is on a read-only file system"
            : space.IsNoExec ? "is on a file system mounted noexec"
            : !space.IsWritable ? "cannot be written"
            : null;
    }

    private static BinaryDirectory Chosen(HostPath named, HostPath standard) =>
        new(named, named == standard ? null : standard, null);

    private static string? Problem(IHostFileSystem files, string named)
    {
        var isPlain = named.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/');
        if (!isPlain || !HostPath.TryParse(named, out var path) || path == HostPath.Root)
        {
            return "is not an absolute, normalised path of plain characters";
        }
        return ProblemOf(files, path);
    }

    /// <summary>The value of the last line that sets the key. The file is read, never executed.</summary>
    private static string? ReadMetadata(string text) =>
        text.Split('\n')
            .Select(line => line.Trim().Split('=', 2))
            .Where(parts => parts.Length == 2 && parts[0].Trim() == Key)
            .Select(parts => Unquoted(parts[1].Trim()))
            .LastOrDefault();

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '\'' ? value[1..^1] : value;
}
