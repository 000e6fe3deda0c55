using System.Text;
using System.Text.RegularExpressions;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>
/// Patterns are written for Go's regular expressions. Where .NET reads the same characters differently they are
/// translated, and what Go does not know (look-around, back references) is refused. Matching is bounded in time.
/// </summary>
internal static class GoRegex
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);

    /// <exception cref="FormatException">Not a pattern that Go accepts.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(
                Translate(pattern),
                RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
                MatchTimeout
            );
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"error parsing regexp: {exception.Message}", exception);
        }
    }

    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 8);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                text.Append(Escape(pattern[++i], inClass));
            }
            else if (c == '[' && inClass && !(i + 1 < pattern.Length && pattern[i + 1] == ':'))
            {
                text.Append("\\[");
            }
            else if (c == '$' && !inClass)
            {
                text.Append("\\z");
            }
            else if (c == '(' && !inClass && IsGroupGoLacks(pattern, i))
            {
                throw new FormatException("error parsing regexp: invalid or unsupported Perl syntax");
            }
            else
            {
                inClass = c switch
                {
                    '[' => true,
                    ']' when i > 0 && pattern[i - 1] != '[' => false,
                    _ => inClass,
                };
                text.Append(c);
            }
        }
        return text.Replace("(?P<", "(?<").ToString();
    }

    private static string Escape(char c, bool inClass) =>
        c switch
        {
            'd' => inClass ? "0-9" : "[0-9]",
            'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
            's' => inClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]",
            'z' => "\\z",
            >= '1' and <= '9' when !inClass => throw new FormatException(
                "error parsing regexp: invalid escape sequence"
            ),
            _ => $"\\{c}",
        };

    private static bool IsGroupGoLacks(string pattern, int at) =>
        at + 2 < pattern.Length
        && pattern[at + 1] == '?'
        && (
            pattern[at + 2] is '=' or '!' or '>' or '#'
            || (pattern[at + 2] == '<' && at + 3 < pattern.Length && pattern[at + 3] is '=' or '!')
        );
}
