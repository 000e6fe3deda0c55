using System.Globalization;
using System.Text;

namespace Graft.Kubernetes.Embedded.Schemas.Formats;

/// <summary>A host name: one label, or several of which the last is made of letters.</summary>
internal static class HostNameFormat
{
    public static bool Accepts(string text)
    {
        var labels = text.Split('.');
        return Encoding.UTF8.GetByteCount(text) <= 255
            && labels.All(label => Encoding.UTF8.GetByteCount(label) <= 63)
            && (labels.Length == 1 ? IsSingle(text) : labels[..^1].All(IsInner) && IsLast(labels[^1]));
    }

    /// <summary>A dash may only stand second in a name of one label.</summary>
    private static bool IsSingle(string label)
    {
        var runes = label.EnumerateRunes().ToArray();
        return runes.Length > 0
            && IsNamePart(runes[0])
            && runes.Skip(runes.Length > 1 && runes[1].Value == '-' ? 2 : 1).All(IsNamePart);
    }

    private static bool IsInner(string label)
    {
        var runes = label.EnumerateRunes().ToArray();
        return runes.Length > 0
            && IsNamePart(runes[0])
            && IsNamePart(runes[^1])
            && runes.All(rune => rune.Value == '-' || IsNamePart(rune));
    }

    private static bool IsLast(string label)
    {
        var runes = label.EnumerateRunes().ToArray();
        return runes.Length is >= 2 and <= 63 && runes.All(Rune.IsLetter);
    }

    private static bool IsNamePart(Rune rune) =>
        (rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value))
        || Rune.IsLetter(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.MathSymbol
                or UnicodeCategory.CurrencySymbol
                or UnicodeCategory.ModifierSymbol
                or UnicodeCategory.OtherSymbol;
}
