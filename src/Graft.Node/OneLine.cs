namespace Graft.Node;

/// <summary>Makes what others have written fit for one line of a log or a status.</summary>
internal static class OneLine
{
    private const int Longest = 1000;

    /// <summary>The text without line ends and control characters, cut off where it would be too long to read.</summary>
    public static string Of(string text, int longest = Longest)
    {
        var plain = string.Concat(text.Take(longest).Select(Plain));
        return text.Length > longest ? plain + "..." : plain;
    }

    private static char Plain(char c) =>
        c is '\n' or '\r' or '\t' ? ' '
        : char.IsControl(c) || c is '\u2028' or '\u2029' ? '?'
        : c;
}
