using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Yaml;

/// <summary>How a string is written: plain, double-quoted or as a literal block.</summary>
internal static class YamlStrings
{
    private const string LeadingIndicators = "-?:,[]{}#&*!|>'\"%@`";

    public static void Write(StringBuilder output, string text, int blockIndent)
    {
        if (IsPlain(text))
        {
            output.Append(text).Append('\n');
        }
        else if (IsLiteral(text))
        {
            WriteLiteral(output, text, blockIndent);
        }
        else
        {
            output.Append(Quote(text)).Append('\n');
        }
    }

    /// <summary>Can the text stand without quotes and be read as this very string by every reader?</summary>
    public static bool IsPlain(string text)
    {
        if (text.Length == 0 || YamlScalars.IsMisreadWhenPlain(text))
        {
            return false;
        }
        if (text[0] == ' ' || text[^1] == ' ' || text[^1] == ':' || text is "---" or "...")
        {
            return false;
        }
        // "-x", ":x" and "?x" are plain; the indicator alone or before a blank is not.
        if (LeadingIndicators.Contains(text[0], StringComparison.Ordinal))
        {
            var isSafeDash =
                text[0] == '-'
                && text.Length > 1
                && text[1] != ' '
                && !text.StartsWith("---", StringComparison.Ordinal);
            if (!isSafeDash)
            {
                return false;
            }
        }
        return !text.Contains(": ", StringComparison.Ordinal)
            && !text.Contains(" #", StringComparison.Ordinal)
            && text.EnumerateRunes().All(rune => IsPrintable(rune) && rune.Value is not ('\n' or '\t'));
    }

    /// <summary>A double-quoted string on one line.</summary>
    public static string Quote(string text)
    {
        var builder = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            builder.Append(Escape(rune) ?? rune.ToString());
        }
        return builder.Append('"').ToString();
    }

    private static string? Escape(Rune rune) =>
        rune.Value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ when IsPrintable(rune) => null,
            <= 0xff => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
        };

    // A literal block keeps its text byte for byte, but its first line must not begin with a blank (the reader would
    // take it for indentation), and it cannot hold text of line breaks only.
    private static bool IsLiteral(string text) =>
        text.Contains('\n', StringComparison.Ordinal)
        && text[0] is not (' ' or '\n' or '\t')
        && text.EnumerateRunes().All(IsPrintable);

    private static void WriteLiteral(StringBuilder output, string text, int indent)
    {
        var trailingBreaks = text.Length - text.AsSpan().TrimEnd('\n').Length;
        output
            .Append('|')
            .Append(
                trailingBreaks switch
                {
                    0 => "-",
                    1 => "",
                    _ => "+",
                }
            )
            .Append('\n');
        var lines = text.Split('\n');
        var count = trailingBreaks == 0 ? lines.Length : lines.Length - 1;
        foreach (var line in lines.AsSpan(0, count))
        {
            if (line.Length > 0)
            {
                output.Append(' ', indent).Append(line);
            }
            output.Append('\n');
        }
    }

    private static bool IsPrintable(Rune rune) =>
        rune.Value
            is '\n'
                or '\t'
                or (>= 0x20 and <= 0x7e)
                or (>= 0xa0 and < 0x2028)
                or (> 0x2029 and <= 0xd7ff)
                or (>= 0xe000 and <= 0xfffd and not 0xfeff)
                or >= 0x10000;
}
