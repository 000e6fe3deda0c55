namespace Graft.Node.Hosts;

/// <summary>
/// An absolute, normalised path on the node, seen from the node's own root. Kept apart from paths of this process, so that
/// neither is ever taken for the other.
/// </summary>
internal readonly record struct HostPath
{
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
        return text == "/" || (text.StartsWith('/') && text[1..].Split('/').All(IsSegment));
    }

    /// <summary>Whether a text can stand between two slashes and names something other than the directory itself.</summary>
    public static bool IsSegment(string text) =>
        text.Length is > 0 and <= 255 && text is not ("." or "..") && !text.Any(c => c == '/' || char.IsControl(c));

    /// <summary>The path of an entry below this one; the relative path must be normalised too.</summary>
    public HostPath Join(string relative) => Parse(Value == "/" ? $"/{relative}" : $"{Value}/{relative}");

    public bool IsBelow(HostPath directory) =>
        directory.Value == "/" || Value.StartsWith(directory.Value + "/", StringComparison.Ordinal);

    public override string ToString() => Value;
}
