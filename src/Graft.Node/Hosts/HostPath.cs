using System.Text;

namespace Graft.Node.Hosts;

/// <summary>
/// An absolute, normalised path on the node, seen from the node's own root. Kept apart from paths of this process, so that
/// neither is ever taken for the other.
/// </summary>
internal readonly record struct HostPath
{
    // Linux's limits are 255 and 4096 bytes; some room is left for the names of temporary files and for the host root.
    private const int LongestName = 240;
    private const int LongestPath = 1024;

    private HostPath(string value) => Value = value;

    public static HostPath Root { get; } = new("/");

    public string Value { get; }

    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    public HostPath Parent => Value.LastIndexOf('/') is > 0 and var slash ? new HostPath(Value[..slash]) : Root;

    public IEnumerable<string> Segments => Value.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="FormatException">The text is not an absolute, normalised path.</exception>
    public static HostPath Parse(string text) =>
        TryParse(text, out var path)
            ? path
            : throw new FormatException($"'{text}' is not an absolute path without '.', '..' and empty segments");

    public static bool TryParse(string text, out HostPath path)
    {
        path = new HostPath(text);
        return text == "/"
            || (text.Length <= LongestPath && text.StartsWith('/') && text[1..].Split('/').All(IsSegment));
    }

    /// <summary>Whether a text can stand between two slashes and names something other than the directory itself.</summary>
    public static bool IsSegment(string text) =>
        IsEntry(text)
        && Encoding.UTF8.GetByteCount(text) <= LongestName
        && !text.Any(c => c == '/' || IsUnprintable(c));

    private static bool IsEntry(string text) =>
        text is not ("" or "." or "..") && !text.Contains('\0', StringComparison.Ordinal);

    // Surrogates: the paths that are asked for come from JSON and TOML, and need none; a lone one has no UTF-8 form.
    private static bool IsUnprintable(char c) => char.IsControl(c) || char.IsSurrogate(c);

    /// <summary>
    /// The path of an entry below this one; the relative path must be normalised too. A name that was found on the node may
    /// have characters that nobody may ask for, such as a newline.
    /// </summary>
    public HostPath Join(string relative) =>
        relative.Split('/').All(IsEntry)
            ? new HostPath(Value == "/" ? $"/{relative}" : $"{Value}/{relative}")
            : throw new FormatException($"'{relative}' is not a path below {Value}");

    /// <summary>The path of the segments, which may be any that the node has.</summary>
    public static HostPath Of(IEnumerable<string> segments) => new("/" + string.Join('/', segments));

    public bool IsBelow(HostPath directory) =>
        directory.Value == "/" || Value.StartsWith(directory.Value + "/", StringComparison.Ordinal);

    public override string ToString() => Value;
}
