using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Validation;

/// <summary>Writes values the way Go's <c>%q</c> does, because Kubernetes' own messages are written with it.</summary>
public static class GoSyntax
{
    /// <summary>A double-quoted string with Go's escapes; printable characters beyond ASCII stay as they are.</summary>
    public static string Quote(string text)
    {
        var builder = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            AppendEscaped(builder, rune);
        }
        return builder.Append('"').ToString();
    }

    private static void AppendEscaped(StringBuilder builder, Rune rune)
    {
        var escaped = rune.Value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\a' => "\\a",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\v' => "\\v",
            < 0x20 or 0x7f => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            _ when IsPrintable(rune) => null,
            <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
        };
        builder.Append(escaped ?? rune.ToString());
    }

    /// <summary>Whether Go's <c>unicode.IsPrint</c> holds: a visible character, or the ASCII space.</summary>
    public static bool IsPrintable(Rune rune) =>
        rune.Value == ' '
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
            );
}
