using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Graft.Kubernetes.Yaml;

namespace Graft.Landscape.LocalNodes.UserData;

/// <summary>Takes user data of several parts apart.</summary>
internal static partial class UserDataParts
{
    /// <summary>The parts of a <c>#cloud-config-archive</c>; a part without a type is told by its first line.</summary>
    /// <exception cref="LocalNodeException">It is not a list of parts.</exception>
    public static IReadOnlyList<(string ContentType, string Content)> OfArchive(string text)
    {
        try
        {
            return YamlDocument.Parse(text) is JsonArray parts
                ? [.. parts.Select(ReadPart)]
                : throw new LocalNodeException("a cloud-config archive is a list");
        }
        catch (YamlFormatException exception)
        {
            throw new LocalNodeException($"cloud-config archive: {exception.Message}", exception);
        }
    }

    /// <summary>The parts of a MIME multipart message whose parts are not encoded.</summary>
    /// <exception cref="LocalNodeException">It names no boundary.</exception>
    public static IReadOnlyList<(string ContentType, string Content)> OfMultipart(string text)
    {
        var header = BoundaryParameter().Match(text);
        if (!header.Success)
        {
            throw new LocalNodeException("the MIME message names no boundary");
        }
        var sections = text.Split($"\n--{header.Groups["boundary"].Value}");
        return
        [
            .. sections
                .Skip(1)
                .TakeWhile(section => !section.StartsWith("--", StringComparison.Ordinal))
                .Select(ReadSection),
        ];
    }

    private static (string ContentType, string Content) ReadPart(JsonNode? part)
    {
        var content = (string?)part?["content"] ?? "";
        var guessed = content.StartsWith("#!", StringComparison.Ordinal) ? "text/x-shellscript" : "text/cloud-config";
        return ((string?)part?["type"] ?? guessed, content);
    }

    private static (string ContentType, string Content) ReadSection(string section)
    {
        var lines = section.TrimStart('\r', '\n');
        var end = lines.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return ("", "");
        }
        var type = ContentTypeHeader().Match(lines[..end]);
        return (type.Success ? type.Groups["type"].Value : "text/plain", lines[(end + 2)..] + "\n");
    }

    [GeneratedRegex("""boundary="(?<boundary>[^"\n]+)"|boundary=(?<boundary>[^\s";]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex BoundaryParameter();

    [GeneratedRegex(
        @"^Content-Type:\s*(?<type>[^\s;]+)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.IgnoreCase
    )]
    private static partial Regex ContentTypeHeader();
}
